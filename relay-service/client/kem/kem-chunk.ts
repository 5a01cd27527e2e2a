/** The program `mte-relay-kem.js`, and `mte-relay-kem.mjs` of the npm package: gives the key exchange in JavaScript to the client that has loaded it. */
import { nobleKeyExchange } from "./noble-key-exchange.ts";

Object.assign(globalThis, { [Symbol.for("mte-relay-kem")]: nobleKeyExchange });
