import { randomBytes } from "node:crypto";
import { PATHS } from "../../src/contract.ts";
import { CheckFailed } from "../check-failed.ts";
import { askClear, described, type RelayAccess } from "../relay-access.ts";

/** Checks that the relay echoes a random word, which no cache can know. */
export async function checkLiveness(relay: RelayAccess): Promise<string> {
  const word = randomBytes(9).toString("hex");
  const answer = await askClear(relay, `${PATHS.liveness}/${word}`);
  if (answer.status !== 200 || answer.json?.echo !== word) throw new CheckFailed(described(answer));
  return `echoed a random word in ${Math.round(answer.milliseconds)} ms`;
}
