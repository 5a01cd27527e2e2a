/** The program `mte-relay-kem.js`: gives the key exchange in JavaScript to the client that has loaded it. */
import { nobleKeyExchange } from "./noble-key-exchange.ts";

Object.assign(globalThis, { [Symbol.for("mte-relay-kem")]: nobleKeyExchange });
