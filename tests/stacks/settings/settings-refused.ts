import { expect, it } from "vitest";
import { type Overrides, problems } from "./settings-source.ts";

/** Each: what the stack's file says, and the one problem there is, or a list of them. */
export type Row = [Overrides, string | readonly string[]];

/** A test for each row. */
export function refused(rows: readonly Row[], stack = "nonprod"): void {
  it.each(rows.map(([overrides, expected]) => ({ overrides, expected })))("$expected", ({ overrides, expected }) => {
    const found = problems(overrides, stack);
    const wanted = typeof expected === "string" ? [expected] : expected;
    expect(found).toEqual(wanted.map((text) => expect.stringContaining(text)));
  });
}
