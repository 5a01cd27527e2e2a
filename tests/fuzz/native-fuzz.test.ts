import { expect, it } from "vitest";
import { describeNative } from "../support/relay/native-crypto.ts";
import { fuzzNative } from "./native-fuzz.ts";

describeNative("the native part under AddressSanitizer", () => {
  it("computes what Node computes, refuses everything else, and accesses only its own memory", async () => {
    const result = await fuzzNative(20_261_122, 2000);
    expect(result?.computed).toBeGreaterThan(1000);
    expect(result?.refused).toBeGreaterThan(100);
  });
});
