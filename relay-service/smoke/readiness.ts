import { PATHS } from "../src/contract.ts";
import { askClear, described, type RelayAccess } from "./relay-access.ts";
import { Unmet } from "./unmet.ts";

/** The relay can serve: its store answers, and it does not stop. */
export async function checkReadiness(relay: RelayAccess): Promise<string> {
  const answer = await askClear(relay, PATHS.readiness);
  if (answer.status === 200 && answer.json?.ready === true) return "ready";
  if (answer.json?.ready === false) {
    throw new Unmet(`not ready (status ${answer.status}): its store (REDIS_URL) does not answer, or it is about to stop`);
  }
  throw new Unmet(described(answer));
}
