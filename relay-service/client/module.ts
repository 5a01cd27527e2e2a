/** The program `mte-relay-client.mjs`, for `import` in pages, workers and Node. */
import { createDefaultClient } from "./default-client.ts";
import { kemChunkLoader } from "./kem/load-kem-chunk.ts";
import { currentRuntime } from "./runtime.ts";

export { RelayError, RelayOutcomeUnknown } from "./errors.ts";
export const { mteFetch, pairEarly, sealOrigins, initMteRelayClient, createMteRelayClient } = createDefaultClient(
  currentRuntime(undefined, kemChunkLoader(import.meta.url, undefined)),
);
