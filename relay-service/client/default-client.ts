import { createMteFetch } from "./fetch/client.ts";
import type * as Declared from "./mte-relay-client.d.mts";
import type { Surroundings } from "./surroundings.ts";

/** The client that a page uses without making one, as it is declared for its users. */
export type DefaultClient = Pick<typeof Declared, "mteFetch" | "initMteRelayClient" | "createMteRelayClient">;

/** Nothing happens before the first call; without `initMteRelayClient` the client has the default options. */
export function createDefaultClient(around: Surroundings): DefaultClient {
  let current: typeof Declared.mteFetch | undefined;
  return {
    // Not async: what fails at once has to be known at once, as with fetch.
    mteFetch: (...call) => {
      current ??= createMteFetch({}, around);
      return current(...call);
    },
    initMteRelayClient(options = {}) {
      // Until the options are found right, no call may go on without the pins that were wanted.
      current = async () => createMteFetch(options, around)("");
      current = createMteFetch(options, around);
      return Promise.resolve();
    },
    createMteRelayClient: (options = {}) => ({ mteFetch: createMteFetch(options, around) }),
  };
}
