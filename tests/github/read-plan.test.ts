import { describe, expect, it } from "vitest";
import { readArchive } from "../../github/plan-comment/plan-artifact.ts";
import { MAX_PLAN_BYTES, readPlan } from "../../github/pull-request-plan/read-plan.ts";
import { fc } from "../support/fast-check.ts";
import { renamed, withDirectoryField, zipOf } from "../support/packages/zip-of.ts";
import { manyChanges, planOf, REPLACED_DATABASE, stackPlan } from "./plans.ts";

const read = (plan: unknown) => readPlan(JSON.stringify(plan));
const PLAN = planOf(stackPlan([REPLACED_DATABASE, ...manyChanges(3)]), {
  stack: "prod",
  state: "refused",
  problems: 1,
  settings: [],
});

/** Every place in a document that holds something other than an object or a list. */
function leaves(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, Array.isArray(value) ? Number(key) : key]));
}

function replaced(value: unknown, [first, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (first === undefined) return by;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[first] = replaced(copy[first], rest, by);
  return copy;
}

describe("a plan that somebody else's code wrote", () => {
  it("is taken as it is when it is one", () => {
    expect(read(PLAN)).toEqual(PLAN);
  });

  it("is refused with anything in place of any of its values", () => {
    const hostile = [
      "`@octocat`",
      "[x](https://evil.example)",
      "<img>",
      "a\nb",
      "x".repeat(600),
      "",
      "../..",
      -1,
      1e99,
      1.5e9,
      null,
      true,
      [],
      {},
      ["a"],
    ];
    for (const path of leaves(PLAN)) {
      const now = path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], PLAN);
      for (const by of hostile) {
        const plan = replaced(PLAN, path, by);
        // What passes has the form of a name or number, so it does no harm.
        if (typeof by === typeof now && (typeof by === "boolean" || (typeof by === "number" && by >= 0 && by < 1e7))) continue;
        if (by === null && path.at(-1) === "base") continue;
        expect(() => read(plan), `${path.join(".")} = ${JSON.stringify(by)}`).toThrow(/The plan is not one of/);
      }
    }
  });

  it("is refused with one member more anywhere", () => {
    expect(() => read({ ...PLAN, pullRequest: 8 })).toThrow(/plan must be an object with version, head, base, stacks alone/);
    expect(() => read(planOf({ ...stackPlan(), ...{ note: "<b>" } }))).toThrow(/plan\.stacks\[0\] must be an object with/);
  });

  it("is refused with a name that an object inherits", () => {
    expect(() => readPlan('{"__proto__":{"version":1},"head":1}')).toThrow(/The plan is not one of/);
    expect(({} as { version?: number }).version).toBeUndefined();
  });

  it("is refused with more changes than a program has resources", () => {
    const many = Array.from({ length: 5001 }, () => ({ from: "internet", port: null }));
    expect(() => read(planOf(stackPlan([], { newAccess: many as never })))).toThrow(/a list of at most 5000/);
  });

  it("is never repeated in the message that refuses it", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        try {
          readPlan(json);
          expect.unreachable();
        } catch (error) {
          expect(String(error)).toMatch(
            /^CommandRefused: The plan is not one of npm run compare-previews: [A-Za-z0-9 ,.[\]-]+\.$/,
          );
        }
      }),
    );
  });
});

describe("an archive that somebody else's code wrote", () => {
  it("gives the text of plan.json", async () => {
    expect(await readArchive(await zipOf({ "plan.json": "{}" }))).toBe("{}");
  });

  it.each([
    ["no archive", async () => Buffer.from("hello"), /cannot be read/],
    ["empty", async () => zipOf({}), /must hold one file/],
    ["of two files", async () => zipOf({ "plan.json": "{}", "more.json": "{}" }), /must hold one file/],
    ["of another file", async () => zipOf({ "other.json": "{}" }), /must hold one file/],
    [
      "of a file outside of its folder",
      async () => renamed(await zipOf({ "xx.plan.json": "{}" }), "xx.plan.json", "../plan.json"),
      /cannot be read/,
    ],
    [
      "of an absolute path",
      async () => renamed(await zipOf({ "xplan.json": "{}" }), "xplan.json", "/plan.json"),
      /cannot be read/,
    ],
    ["of a large file", async () => zipOf({ "plan.json": "x".repeat(MAX_PLAN_BYTES + 1) }), /larger than/],
    [
      "of a file that is larger than it says",
      async () => withDirectoryField(await zipOf({ "plan.json": "x".repeat(5000) }), 24, 10),
      /cannot be read/,
    ],
    ["encrypted", async () => withDirectoryField(await zipOf({ "plan.json": "{}" }), 8, 1), /cannot be read/],
  ])("is refused when it is %s", async (_what, archive, why) => {
    await expect(readArchive(await archive())).rejects.toThrow(why);
  });
});
