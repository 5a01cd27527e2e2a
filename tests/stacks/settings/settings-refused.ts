import { expect, it } from "vitest";
import { type Overrides, problems } from "./settings-source.ts";

/** Settings in the stack's file, and the text of the one problem or of all problems that they cause. */
export type Row = [Overrides, string | readonly string[]];

/** Adds a test for each row: reading its settings reports exactly its problems. */
export function itReports(rows: readonly Row[], stack = "nonprod"): void {
  it.each(rows.map(([overrides, expected]) => ({ overrides, expected })))("reports that $expected", ({ overrides, expected }) => {
    const found = problems(overrides, stack);
    const wanted = typeof expected === "string" ? [expected] : expected;
    expect(found).toEqual(wanted.map((text) => expect.stringContaining(text)));
  });
}
