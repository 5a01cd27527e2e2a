/** The program `mte-relay-client.mjs` of the npm package, for bundlers and Node. */
import { createChangeableClient, createMteRelayClientFor, sealOriginsWith } from "./default-client.ts";
import { importKemChunk } from "./kem/import-kem-chunk.ts";
import type * as Published from "./mte-relay-client.d.mts";
import { currentRuntime } from "./runtime.ts";

export { RelayError, RelayOutcomeUnknown } from "./errors.ts";

// Without the marks, a bundler would keep the whole client for a program that imports `RelayError` alone.
const runtime = /* @__PURE__ */ currentRuntime(undefined, importKemChunk);
const client = /* @__PURE__ */ createChangeableClient(runtime);

// Functions of their own: a bundler keeps whatever reads a property at the top of a module, and leaves out what is called in none of these.
export const mteFetch: typeof Published.mteFetch = (...call) => client.mteFetch(...call);
export const pairEarly: typeof Published.pairEarly = (...origin) => client.pairEarly(...origin);
export const sealOrigins: typeof Published.sealOrigins = (...given) => sealOriginsWith(client, runtime)(...given);
export const initMteRelayClient: typeof Published.initMteRelayClient = (...options) => client.initMteRelayClient(...options);
export const createMteRelayClient: typeof Published.createMteRelayClient = (...options) =>
  createMteRelayClientFor(runtime)(...options);
