import { describe, it } from "vitest";

/** `describe` for tests that need a program on the machine. `missing` says what is missing and how to install it: the tests are then skipped, but fail in CI. */
export function describeWith(missing: string | undefined, name: string, tests: () => void): void {
  describe(name, () => {
    if (missing === undefined) return tests();
    it("has everything installed that it needs", (context) => {
      if (process.env.CI === "true") throw new Error(missing);
      context.skip(missing);
    });
  });
}
