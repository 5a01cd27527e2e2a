/** The client for programs of this project, from source: nothing has to be built. */
import { createDefaultClient } from "./default-client.ts";
import { currentRuntime } from "./runtime.ts";

/** Makes a client; the options are declared in `mte-relay-client.d.mts`. */
export const { createMteRelayClient, sealOrigins } = createDefaultClient(
  currentRuntime(undefined, async () => (await import("./kem/noble-key-exchange.ts")).nobleKeyExchange),
);
