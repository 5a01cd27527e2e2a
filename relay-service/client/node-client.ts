/** The client for programs of this project, from source: nothing has to be built. */
import { createDefaultClient } from "./fetch/client.ts";
import { surroundings } from "./runtime.ts";

/** Makes a client; the options are declared in `mte-relay-client.d.mts`. */
export const { createMteRelayClient } = createDefaultClient(
  surroundings(undefined, async () => (await import("./kem/noble-key-exchange.ts")).nobleKeyExchange),
);
