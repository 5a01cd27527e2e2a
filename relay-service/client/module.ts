/** The program `mte-relay-client.mjs`, for `import` in pages, workers and Node. */
import { createDefaultClient } from "./fetch/client.ts";
import { kemChunk } from "./kem/load-kem-chunk.ts";
import { surroundings } from "./runtime.ts";

export { RelayError, RelayOutcomeUnknown } from "./errors.ts";
export const { mteFetch, initMteRelayClient, createMteRelayClient } = createDefaultClient(
  surroundings(undefined, kemChunk(import.meta.url, undefined)),
);
