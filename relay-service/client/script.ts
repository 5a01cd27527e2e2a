/** The program `mte-relay-client.js`, for a classic script element: it defines `mteFetch` and `mteRelay`. */
import { createDefaultClient } from "./default-client.ts";
import { RelayError } from "./errors/relay-error.ts";
import { RelayOutcomeUnknown } from "./errors/relay-outcome-unknown.ts";
import { kemChunk } from "./kem/kem-chunk-of-build.ts";
import { surroundings } from "./surroundings.ts";

// Both are only known while the script itself runs.
const script = (globalThis as unknown as { document?: { currentScript: { src?: string; nonce?: string } | null } }).document
  ?.currentScript;
const src = script?.src;
const relayUrl = src && /^https?:/.test(src) ? new URL(src).origin : undefined;
const client = createDefaultClient(surroundings(relayUrl, kemChunk(src, script?.nonce)));

Object.assign(globalThis, { mteFetch: client.mteFetch, mteRelay: { ...client, RelayError, RelayOutcomeUnknown } });
