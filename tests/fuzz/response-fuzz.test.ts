import { expect, it } from "vitest";
import { fuzzResponses } from "./response-fuzz.ts";

it("two thousand changed answers are parsed alike by the relay and by Node's own client", async () => {
  const { inputs, alike, notPersistent, refusedHere, refusedByBoth } = await fuzzResponses(20_261_122, 2000);
  expect(inputs).toBe(alike + notPersistent + refusedHere + refusedByBoth);
  // Every outcome occurs, so the comparison is meaningful.
  expect(Math.min(alike, notPersistent, refusedHere, refusedByBoth)).toBeGreaterThan(5);
});
