import { PATHS } from "../../src/contract.ts";
import { CheckFailed } from "../check-failed.ts";
import { askClear, described, type RelayAccess } from "../relay-access.ts";

/** Checks that the relay is ready: its store answers, and it is not stopping. */
export async function checkReadiness(relay: RelayAccess): Promise<string> {
  const answer = await askClear(relay, PATHS.readiness);
  if (answer.status === 200 && answer.json?.ready === true) return "ready";
  if (answer.json?.ready === false) {
    throw new CheckFailed(
      `not ready (status ${answer.status}): its store (REDIS_URL) does not answer or may evict pairs, or the relay is stopping`,
    );
  }
  throw new CheckFailed(described(answer));
}
