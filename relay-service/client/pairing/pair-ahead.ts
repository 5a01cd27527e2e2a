import { FIXED_PATH } from "../../src/codec/roc1/format.ts";
import { ANSWER_TIMEOUT_MS, type RelaySession } from "./pairing.ts";

/**
 * Makes the pair before the first call needs it. A page of another origin also asks the relay which protocol it has, with the headers of a sealed
 * request: the browser keeps the answer to the preflight of that path, and the first call needs no preflight of its own. The answer itself is
 * not read. Never rejects: the first call tries again, and reports what is wrong.
 */
export async function pairAhead({ origin, fetch, pairs }: RelaySession, isCrossOrigin: boolean): Promise<void> {
  // A request of its own, so that `sealOrigins` knows it by this value.
  const headers = { "x-mte-relay": "", "x-mte-relay-eh": crypto.randomUUID() };
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const preflight = isCrossOrigin ? fetch(origin + FIXED_PATH, { headers, referrerPolicy: "strict-origin", signal }) : undefined;
  await Promise.allSettled([pairs.get(undefined), preflight?.then((answer) => answer.body?.cancel())]);
}
