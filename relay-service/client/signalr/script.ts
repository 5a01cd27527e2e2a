/** The program `mte-relay-signalr.js`, for a classic script element after that of `mte-relay-client.js`: it adds to `mteRelay`. */
import type { mteFetch } from "../mte-relay-client.d.mts";
import { signalRFunctions } from "./signalr-functions.ts";

const { mteRelay } = globalThis as unknown as { mteRelay?: { readonly mteFetch: typeof mteFetch } };
if (!mteRelay) throw new Error("mte-relay-signalr.js needs mte-relay-client.js: put its script element first");

Object.assign(mteRelay, signalRFunctions(mteRelay.mteFetch));
