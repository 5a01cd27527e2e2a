import type { SealedRequest } from "../client/message/seal-request.ts";
import { type RelayAccess, refusalCode } from "./relay-access.ts";
import { sendGet } from "./sealed-get.ts";
import { Unmet } from "./unmet.ts";

/** A load balancer hands each to another relay, where there are several: none of them may take it. */
const TIMES = 6;

/** The very bytes of a GET that was answered are refused when they come again, by every relay of the service. */
export async function checkReplay(relay: RelayAccess, sealed: SealedRequest): Promise<string> {
  for (let time = 1; time <= TIMES; time++) {
    const problem = await refusedWith(relay, sealed, { status: 562, code: "replay" });
    if (problem) throw new Unmet(`the same bytes, sent again (${time}), ${problem}`);
  }
  return `the same bytes, sent again ${TIMES} times, were refused with 562 each time`;
}

/** What is wrong with the refusal of a message; undefined when it is refused as it should be. */
export async function refusedWith(
  relay: RelayAccess,
  sealed: SealedRequest,
  expected: { readonly status: number; readonly code: string },
  headers?: Record<string, string>,
): Promise<string | undefined> {
  const answer = await sendGet(relay, sealed, headers);
  await answer.body?.cancel();
  const code = refusalCode(answer.headers);
  // A sealed head is an answer, whatever stands beside it.
  if (answer.headers.has("x-mte-relay-eh") || code === "") return `were answered with status ${answer.status}, not refused`;
  if (answer.status === expected.status && code === expected.code) return undefined;
  return `were refused with ${answer.status} "${code}" instead of ${expected.status} "${expected.code}"`;
}
