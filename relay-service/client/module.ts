/** The program `mte-relay-client.mjs`, for `import` in pages, workers and Node. */
import { createDefaultClient } from "./fetch/client.ts";
import { kemChunkLoader } from "./kem/load-kem-chunk.ts";
import { currentRuntime } from "./runtime.ts";

export { RelayError, RelayOutcomeUnknown } from "./errors.ts";
export const { mteFetch, initMteRelayClient, createMteRelayClient, sealOrigins } = createDefaultClient(
  currentRuntime(undefined, kemChunkLoader(import.meta.url, undefined)),
);
