import { randomBytes } from "node:crypto";
import { PATHS } from "../src/contract.ts";
import { askClear, described, type RelayAccess } from "./relay-access.ts";
import { Unmet } from "./unmet.ts";

/** The process answers: it says back a word that no cache can know. */
export async function checkLiveness(relay: RelayAccess): Promise<string> {
  const word = randomBytes(9).toString("hex");
  const answer = await askClear(relay, `${PATHS.liveness}/${word}`);
  if (answer.status !== 200 || answer.json?.echo !== word) throw new Unmet(described(answer));
  return `said back a random word in ${Math.round(answer.milliseconds)} ms`;
}
