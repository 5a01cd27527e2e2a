import { describe, expect, it } from "vitest";
import { isScalar, parse, parseDocument, type Scalar } from "yaml";
import { classifyPlainScalar } from "../../../stacks/settings-file/plain-scalar.ts";
import { fc } from "../../support/fast-check.ts";

/** Texts without quotes, and the values that `pulumi config` 3.250 reads from them. */
const ENGINE: readonly (readonly [text: string, engine: string])[] = [
  ["0042", "34"],
  ["-007", "-7"],
  ["00", "0"],
  ["08", "8"],
  ["09.5", "9.5"],
  ["16.00", "16"],
  ["1.50", "1.5"],
  ["1.", "1"],
  [".5", "0.5"],
  ["+5", "5"],
  ["-0", "0"],
  ["1e3", "1000"],
  ["1.5E-3", "0.0015"],
  ["1_000", "1000"],
  ["1_0.5", "10.5"],
  ["-_1", "-1"],
  ["0_", "0"],
  ["0x1F", "31"],
  ["-0x1", "-1"],
  ["0o17", "15"],
  ["0B11", "3"],
  ["18446744073709551616", "18446744073709552000"],
  ["1234567890123456789012", "1.234567890123457e+21"],
  ["True", "true"],
  ["~", ""],
  ["Null", ""],
  ["2001-12-14", "2001-12-14 00:00:00 +0000 UTC"],
  ["2001-1-1 10:00:00", "2001-01-01 10:00:00 +0000 UTC"],
  ["2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.1 -0500 -0500"],
  // Texts that have another meaning in YAML 1.1. The engine reads them as texts today.
  ["yes", "yes"],
  ["off", "off"],
  ["n", "n"],
  ["22:00", "22:00"],
  ["-190:20:30", "-190:20:30"],
  ["2001-12-14 10:00:00 Z", "2001-12-14 10:00:00 Z"],
  ["<<", "<<"],
];

describe("a scalar without quotes", () => {
  it.each(ENGINE)("is unclear if it is %s, which the engine reads as %s", (text) => {
    expect(classifyPlainScalar(text)).toBe("unclear");
  });

  it.each([
    ["0", "number"],
    ["7", "number"],
    ["-5", "number"],
    ["123456789012", "number"],
    ["2.23", "number"],
    ["0.0001", "number"],
    ["true", "boolean"],
    ["false", "boolean"],
    ["", "nothing"],
    ["abc", "text"],
    ["2.23.5", "text"],
    ["15.00.4480.2.v1", "text"],
    ["22:00-23:00", "text"],
    ["sun:00:00-sun:01:00", "text"],
    ["10.20.0.0/16", "text"],
    ["us-east-1", "text"],
    ["0beef", "text"],
    ["0x", "text"],
    ["1e", "text"],
    ["nan", "text"],
    ["2024-01", "text"],
    ["9:99", "text"],
    ["northeast", "text"],
    ["_1", "text"],
  ])("like %j is a %s", (text, kind) => {
    expect(classifyPlainScalar(text)).toBe(kind);
  });

  const likeNumbers = fc.string({
    unit: fc.constantFrom(..."0123456789.0011-+_eExXoObBaAfFtTzZ: ,~nyN"),
    minLength: 1,
    maxLength: 14,
  });
  const words = fc.constantFrom(..."yes no on off y n true false null nan inf ~ .inf .nan 2001-12-14 1:30 0o7".split(" "));
  const spelled = fc
    .tuple(words, fc.constantFrom("lower", "upper", "title"))
    .map(([word, as]) =>
      as === "lower" ? word : as === "upper" ? word.toUpperCase() : word.replace(/^./, (c) => c.toUpperCase()),
    );

  it("has the same text in YAML 1.1, in YAML 1.2 and in its source, or is unclear", () => {
    fc.assert(
      fc.property(fc.oneof(likeNumbers, spelled), (source) => {
        const text = source.trim();
        const scalar = parseDocument<Scalar>(text, { schema: "failsafe" });
        fc.pre(scalar.errors.length === 0 && isScalar(scalar.contents) && scalar.contents.source === text);
        const read = (version: "1.1" | "1.2") => parse(text, { version }) as unknown;
        // The library reads "." and "e3" as numbers of YAML 1.1, which they are not.
        const same = [read("1.1"), read("1.2")].every(
          (value) => String(value) === text || (Number.isNaN(value) && !/nan/i.test(text)),
        );
        if (!same) expect(classifyPlainScalar(text)).toBe("unclear");
        if (classifyPlainScalar(text) === "number") expect(String(Number(text))).toBe(text);
      }),
      { numRuns: 20_000 },
    );
  });
});
