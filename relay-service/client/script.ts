/** The program `mte-relay-client.js`, for a classic script element: it defines `mteFetch` and `mteRelay`. */

import { createDefaultClient } from "./default-client.ts";
import { RelayError, RelayOutcomeUnknown } from "./errors.ts";
import { kemChunkLoader } from "./kem/load-kem-chunk.ts";
import { currentRuntime } from "./runtime.ts";

// `currentScript` is only set while the script itself runs.
const script = (
  globalThis as unknown as { document?: { currentScript: { src?: string; nonce?: string; dataset?: object } | null } }
).document?.currentScript;
const src = script?.src;
const relayUrl = src && /^https?:/.test(src) ? new URL(src).origin : undefined;
const client = createDefaultClient(currentRuntime(relayUrl, kemChunkLoader(src, script?.nonce)));

Object.assign(globalThis, { mteFetch: client.mteFetch, mteRelay: { ...client, RelayError, RelayOutcomeUnknown } });

// `data-pair-early` on the script element.
if (relayUrl !== undefined && Object.hasOwn(script?.dataset ?? {}, "pairEarly")) client.pairEarly();
