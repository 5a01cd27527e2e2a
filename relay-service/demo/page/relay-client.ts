import type * as client from "../../client/mte-relay-client.mjs";

/** The globals of `mte-relay-client.js`. They are undefined if the browser has refused the script (integrity). */
declare global {
  var mteFetch: typeof client.mteFetch | undefined;
  var mteRelay: Pick<typeof client, "mteFetch" | "initMteRelayClient" | "createMteRelayClient"> | undefined;
}

export type MteProgress = client.MteProgress;

/** The client of the relay. Throws if the browser has refused its script. */
export function relayClient(): NonNullable<typeof globalThis.mteRelay> {
  const { mteRelay } = globalThis;
  if (!mteRelay) throw new Error("the browser refused the relay’s client: its bytes are not those that this page expects");
  return mteRelay;
}
