// `npm run fuzz [seed]`: 100,000 changed requests, bodies, pairing requests and records, none of which the codec may take; and as many
// changed answers of an upstream, which must mean the same to the relay and to Node's own client; and calls of the native part, watched by
// AddressSanitizer. 5000 requests of a client that is not honest go through a real relay. It prints the seed, which gives the same inputs again.
import { randomInt } from "node:crypto";
import { fuzzCodec } from "./codec-fuzz.ts";
import { fuzzHeads } from "./head-fuzz.ts";
import { fuzzNative } from "./native-fuzz.ts";
import { fuzzResponses } from "./response-fuzz.ts";

const INPUTS = 100_000;
const HEADS = 5000;
const seed = process.argv[2] === undefined ? randomInt(2 ** 32 - 1) : Number(process.argv[2]);
if (!Number.isSafeInteger(seed)) throw new Error(`the seed must be a whole number such as "42", got "${process.argv[2]}"`);

console.log(`seed ${seed}`);
const started = performance.now();
const { refused, taken } = await fuzzCodec(seed, INPUTS);
console.table({ ...refused, taken });
console.table(await fuzzResponses(seed, INPUTS));
const heads = await fuzzHeads(seed, HEADS);
console.table({ ...heads.refused, taken: heads.taken });
console.table((await fuzzNative(seed, INPUTS)) ?? "the native part cannot be built here, and is not looked at");
console.log(`3 x ${INPUTS} and ${HEADS} inputs in ${((performance.now() - started) / 1000).toFixed(1)} s`);
