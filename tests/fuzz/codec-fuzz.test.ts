import { expect, it } from "vitest";
import { fuzzCodec } from "./codec-fuzz.ts";

it("the codec refuses a thousand changed inputs, and throws no other error", async () => {
  const { inputs, refused, taken } = await fuzzCodec(20_261_122, 1000);
  expect(inputs).toBe(1000);
  // Every kind of refusal occurs: form, client id, tag, body, pairing, origin, record.
  expect(Object.keys(refused).sort()).toEqual([
    "400 pairing",
    "403 origin",
    "560 nopair",
    "562 body",
    "562 tag",
    "566 clientid",
    "569 form",
  ]);
  expect(taken).toBeLessThan(100);
});
