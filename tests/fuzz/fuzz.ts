// `npm run fuzz [seed]`: 100,000 changed requests, bodies, pairing requests and records, none of which the codec may take; and as many
// changed answers of an upstream, which must mean the same to the relay and to Node's own client; and calls of the native part, watched by
// AddressSanitizer. 5000 requests of a client that is not honest go through a real relay. It prints the seed, which gives the same inputs again.
import { randomInt } from "node:crypto";
import { commandArguments } from "../../relay-service/command-arguments.ts";
import { fuzzCodec } from "./codec-fuzz.ts";
import { fuzzHeads } from "./head-fuzz.ts";
import { fuzzNative } from "./native-fuzz.ts";
import { fuzzResponses } from "./response-fuzz.ts";

const INPUTS = 100_000;
const HEADS = 5000;
const { words } = commandArguments({
  usage: `npm run fuzz [-- seed]

Feeds random wrong inputs to the codec, to the HTTP client, to the native part and to a real relay. It prints its seed. The same seed gives
the same inputs again.`,
  words: { max: 1, expected: "a whole number as seed", example: "42", fits: (word) => Number.isSafeInteger(Number(word)) },
});
const seed = words[0] === undefined ? randomInt(2 ** 32 - 1) : Number(words[0]);

console.log(`seed ${seed}`);
const started = performance.now();
const { refused, taken } = await fuzzCodec(seed, INPUTS);
console.table({ ...refused, taken });
console.table(await fuzzResponses(seed, INPUTS));
const heads = await fuzzHeads(seed, HEADS);
console.table({ ...heads.refused, taken: heads.taken });
console.table((await fuzzNative(seed, INPUTS)) ?? "the native part cannot be built here, and is not looked at");
console.log(`3 x ${INPUTS} and ${HEADS} inputs in ${((performance.now() - started) / 1000).toFixed(1)} s`);
