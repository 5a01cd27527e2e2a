import { describe, expect, it } from "vitest";
import { guardUnknown, known } from "../../../../infra/policy/read/unknown-values.ts";
import { UNKNOWN, UNKNOWN_LIST } from "../checked-resource.ts";

describe("a guard", () => {
  it.each([
    ["an argument", { value: UNKNOWN }],
    ["a list", { value: UNKNOWN_LIST }],
  ])("refuses to read %s that is unknown, and nothing else", (_, props) => {
    const guarded = guardUnknown({ other: "known", ...props });
    expect(known(() => guarded.value)).toBeUndefined();
    expect(guarded.other).toBe("known");
  });

  it("refuses to read an unknown value at any depth", () => {
    const guarded = guardUnknown({ list: [{ known: 1 }, { value: { inner: UNKNOWN } }] });
    expect(known(() => guarded.list[1]?.value?.inner)).toBeUndefined();
    expect(guarded.list[0]?.known).toBe(1);
  });

  it("leaves arguments as they are when all are known", () => {
    const props = { list: [{ nothing: null, missing: undefined, text: "x" }], on: false };
    expect(guardUnknown(props)).toBe(props);
  });

  it("is the same for the same arguments, and for arguments that are guarded", () => {
    const props = { value: UNKNOWN };
    const guarded = guardUnknown(props);
    // A failed expectation would print the guard, which reads the value.
    expect([guarded === props, guardUnknown(props) === guarded, guardUnknown(guarded) === guarded]).toEqual([false, true, true]);
  });
});
