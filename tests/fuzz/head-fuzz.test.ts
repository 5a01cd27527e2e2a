import { expect, it } from "vitest";
import { fuzzHeads } from "./head-fuzz.ts";

it("a request that a dishonest client seals reaches the upstream as sealed, as one request, or not at all", async () => {
  const { refused, taken } = await fuzzHeads(20_261_122, 300);
  expect(taken).toBeGreaterThan(50);
  expect(Object.keys(refused)).toEqual(expect.arrayContaining(["not dispatched: open", "refused: form"]));
});
