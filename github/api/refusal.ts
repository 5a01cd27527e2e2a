import { printable } from "../../operate/command-line/printable.ts";
import type { Answer } from "./answer.ts";

/** Why GitHub did not do what it was asked for, and what to do: one sentence or two for a person. Undefined when it did. */
export function refusalOf(answer: Answer, what: string): string | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300) return undefined;
  const said = messageOf(answer.body);
  const reason = said === "" ? "" : ` GitHub said: "${said}".`;
  if (isRateLimit(answer, said))
    return `GitHub's rate limit is used up (${what}, ${status})${resetOf(answer)}. Run the job again after that.${reason}`;
  if (status === 401) return `GitHub does not know the token (${what}, 401). Set GH_TOKEN, or type gh auth login.${reason}`;
  if (status === 403)
    return `GitHub does not let this token do that (${what}, 403). Give the job the permission that docs/ci.md names.${reason}`;
  if (status === 404 || status === 410)
    return `GitHub has no such thing, or this token may not see it (${what}, ${status}). Look at --repository and at the token's permissions.${reason}`;
  if (status === 422) return `GitHub does not accept what the command sent (${what}, 422).${reason}`;
  if (status >= 500) return `GitHub has a problem of its own (${what}, ${status}). Run the job again later: githubstatus.com.${reason}`;
  return `GitHub answered ${what} with ${status}.${reason}`;
}

/** A primary limit is used up when nothing remains; a secondary one says so, or names a time to wait. */
function isRateLimit({ status, headers }: Answer, said: string): boolean {
  if (status === 429) return true;
  if (status !== 403) return false;
  return headers.get("x-ratelimit-remaining") === "0" || headers.has("retry-after") || /rate limit/i.test(said);
}

function resetOf({ headers }: Answer): string {
  const wait = Number(headers.get("retry-after"));
  if (wait > 0) return ` for ${wait} seconds`;
  const reset = Number(headers.get("x-ratelimit-reset"));
  return Number.isInteger(reset) && reset > 0 && reset < 1e11 ? ` until ${new Date(reset * 1000).toISOString()}` : "";
}

/** The message of GitHub's error document, and the first of its details. */
function messageOf(body: Buffer): string {
  try {
    const { message, errors } = Object(JSON.parse(body.toString())) as { message?: unknown; errors?: unknown };
    const [first] = Array.isArray(errors) ? errors : [];
    const detail = (Object(first) as { message?: unknown }).message;
    const words = [message, detail].filter((text) => typeof text === "string").join(": ");
    return printable(words).replaceAll("\n", " ").slice(0, 300);
  } catch {
    return "";
  }
}
