/** The program `mte-relay-client.mjs`, for `import` in pages, workers and Node. */
import { createDefaultClient } from "./default-client.ts";
import { kemChunk } from "./kem/kem-chunk-of-build.ts";
import { surroundings } from "./surroundings.ts";

export { RelayError } from "./errors/relay-error.ts";
export { RelayOutcomeUnknown } from "./errors/relay-outcome-unknown.ts";
export const { mteFetch, initMteRelayClient, createMteRelayClient } = createDefaultClient(
  surroundings(undefined, kemChunk(import.meta.url, undefined)),
);
