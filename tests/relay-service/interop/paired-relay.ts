import { afterAll, beforeAll, beforeEach } from "vitest";
import { pairWith } from "../../support/independent-client/exchange.ts";
import type { Pair } from "../../support/independent-client/pairing.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";

/** A relay for the tests of one file, and a client that has paired with it. The requests that its upstream has seen are cleared before each test. */
export function pairedRelay(): { readonly relay: RelayUnderTest; readonly pair: Pair } {
  const made = {} as { relay: RelayUnderTest; pair: Pair };
  beforeAll(async () => {
    made.relay = await runRelay();
    made.pair = await pairWith({ port: made.relay.port });
  });
  afterAll(() => made.relay.close());
  beforeEach(() => {
    made.relay.upstream.seen.length = 0;
  });
  return made;
}
