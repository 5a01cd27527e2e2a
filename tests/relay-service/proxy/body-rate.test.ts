import { expect, test } from "vitest";
import { BodyRate } from "../../../relay-service/src/limits/body-rate.ts";

test("a client is too slow below 500 bytes a second, measured over each 20 seconds", () => {
  const rate = new BodyRate(1000);
  expect(rate.isTooLow(0, 20_999)).toBe(false);
  expect(rate.isTooLow(10_000, 21_000)).toBe(false);
  // Earlier bytes no longer count.
  expect(rate.isTooLow(19_999, 40_999)).toBe(false);
  expect(rate.isTooLow(19_999, 41_000)).toBe(true);
});
