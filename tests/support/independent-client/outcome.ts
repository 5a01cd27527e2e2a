import { bodyText, type Conclusion } from "./opened-answer.ts";

/** What a client concludes in a few words, with the body read to its end: `200 text`, or `refused: code` and its like. */
export async function outcome(conclusion: Promise<Conclusion>): Promise<string> {
  const seen = await conclusion;
  if (seen.kind === "answer") return `${seen.status} ${await bodyText(seen.body)}`;
  return seen.kind === "not authentic" ? seen.kind : `${seen.kind}: ${seen.code}`;
}
