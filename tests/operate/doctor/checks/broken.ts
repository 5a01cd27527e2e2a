import { expect, it } from "vitest";
import type { Check } from "../../../../operate/doctor/check.ts";
import type { State } from "../../../../operate/doctor/finding.ts";
import { type Differences, look } from "../healthy-stack.ts";

/** What differs from a healthy stack, and what the check must say about it. */
export interface Broken extends Differences {
  /** The whole title of the test. */
  readonly title: string;
  readonly state: Exclude<State, "good">;
  readonly subject: string;
  /** A part of the sentence. */
  readonly says: RegExp;
  /** A part of the command; undefined where there is nothing to type. */
  readonly types?: RegExp;
}

/** A test for each broken state: the check names it, and it alone. */
export function itFinds(check: Check, states: readonly Broken[]): void {
  it.each(states)("$title", async ({ state, subject, says, types, ...differences }) => {
    const bad = (await look(check, differences)).filter((finding) => finding.state !== "good");
    expect(bad).toEqual([
      {
        check: check.id,
        subject,
        state,
        sentence: expect.stringMatching(says),
        ...(types === undefined ? {} : { command: expect.stringMatching(types) }),
      },
    ]);
    expect(JSON.stringify(bad)).not.toContain("sentinel");
  });
}
