/** The program `mte-relay-client.js`, for a classic script element: it defines `mteFetch` and `mteRelay`. */

import { createDefaultClient } from "./default-client.ts";
import { RelayError, RelayOutcomeUnknown } from "./errors.ts";
import { kemChunkLoader } from "./kem/load-kem-chunk.ts";
import { listIn } from "./options.ts";
import { currentRuntime } from "./runtime.ts";

// `currentScript` is only set while the script itself runs.
const script = (
  globalThis as unknown as { document?: { currentScript: { src?: string; nonce?: string; dataset?: object } | null } }
).document?.currentScript;
const src = script?.src;
const relayUrl = src && /^https?:/.test(src) ? new URL(src).origin : undefined;
const client = createDefaultClient(currentRuntime(relayUrl, kemChunkLoader(src, script?.nonce)));

Object.assign(globalThis, { mteFetch: client.mteFetch, mteRelay: { ...client, RelayError, RelayOutcomeUnknown } });

// Attributes of the script element. A wrong key must not mean "no pin": then this throws, and each call fails.
const attributes: { readonly relayKeys?: string } = script?.dataset ?? {};
const pairEarly = relayUrl !== undefined && Object.hasOwn(attributes, "pairEarly");
if (Object.hasOwn(attributes, "relayKeys")) {
  client.initMteRelayClient({ relayKeys: listIn(attributes.relayKeys ?? ""), pairEarly });
} else if (pairEarly) client.pairEarly();
