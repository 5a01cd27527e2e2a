import type { SealedRequest } from "../../client/message/seal-request.ts";
import { CheckFailed } from "../check-failed.ts";
import { type RelayAccess, refusalCode } from "../relay-access.ts";
import { sendGet } from "./sealed-get.ts";

/** A load balancer distributes them over all relays of the service, and each relay must refuse them. */
const TIMES = 6;

/** Checks that every relay of the service refuses the bytes of a GET that was already answered. */
export async function checkReplay(relay: RelayAccess, sealed: SealedRequest): Promise<string> {
  for (let time = 1; time <= TIMES; time++) {
    const problem = await refusedWith(relay, sealed, { status: 562, code: "replay" });
    if (problem) throw new CheckFailed(`the same bytes, sent again (${time}), ${problem}`);
  }
  return `the same bytes, sent again ${TIMES} times, were refused with 562 each time`;
}

/** What is wrong with the refusal of a message; undefined when the message is refused as expected. */
export async function refusedWith(
  relay: RelayAccess,
  sealed: SealedRequest,
  expected: { readonly status: number; readonly code: string },
  headers?: Record<string, string>,
): Promise<string | undefined> {
  const answer = await sendGet(relay, sealed, headers);
  await answer.body?.cancel();
  const code = refusalCode(answer.headers);
  // An answer with a sealed head is not a refusal, whatever its other headers.
  if (answer.headers.has("x-mte-relay-eh") || code === "") return `were answered with status ${answer.status}, not refused`;
  if (answer.status === expected.status && code === expected.code) return undefined;
  return `were refused with ${answer.status} "${code}" instead of ${expected.status} "${expected.code}"`;
}
