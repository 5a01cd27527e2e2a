import { describe, it } from "vitest";

/** `describe` for tests that need something of the machine. `missing` says what is not there and how to get it: then they are skipped, but never in CI. */
export function describeWith(missing: string | undefined, name: string, tests: () => void): void {
  describe(name, () => {
    if (missing === undefined) return tests();
    it("has everything installed that it needs", (context) => {
      if (process.env.CI === "true") throw new Error(missing);
      context.skip(missing);
    });
  });
}
