import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openReview } from "../../../../infra/policy/pack.ts";
import { ebsVolume } from "../../../../infra/policy/read/resource-types.ts";
import { onResource, type Rule } from "../../../../infra/policy/rule.ts";
import { validate } from "../../../../infra/policy/validate.ts";
import { checkedResource } from "../checked-resource.ts";

const rule: Rule = {
  name: "volumes-small",
  description: "Volumes are small.",
  remedy: "Make it smaller.",
  severity: "low",
  enforcementLevel: "mandatory",
  controls: ["EC2.3"],
  checks: [onResource(ebsVolume, ({ size, type }) => (size === 1 ? undefined : `size of ${type} must be 1, got ${size}`))],
};
const volume = (size: number, more: { name?: string; stack?: string } = {}) =>
  checkedResource(ebsVolume, { size, type: '"gp3"' }, more);

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "baseline-"));
  file = join(folder, "baseline.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function record(...resources: ReturnType<typeof volume>[]): string | undefined {
  const review = openReview({ POLICY_BASELINE_RECORD: file });
  expect(validate([rule], resources, review)).toEqual([]);
  return review.closeBaseline(resources);
}

function judge(...resources: ReturnType<typeof volume>[]) {
  const review = openReview({ POLICY_BASELINE: file });
  const said = validate([rule], resources, review).map(({ urn, message }) => `${urn.split("::").at(-1)} ${message.slice(0, 48)}`);
  return { said, closed: review.closeBaseline(resources) };
}

describe("a run with POLICY_BASELINE", () => {
  it("fails for what is not in the file only, and counts the rest", () => {
    expect(record(volume(5, { name: "old" }))).toBe(`1 finding recorded in ${file}. This run has judged none.`);
    expect(judge(volume(5, { name: "old" }), volume(5, { name: "new" }))).toEqual({
      said: [expect.stringContaining("new Make it smaller.")],
      closed: "1 finding of this run in the baseline. The baseline lets them pass.",
    });
  });

  it("fails for an old finding that got worse, and for the same in another stack", () => {
    record(volume(5));
    expect(judge(volume(6)).said).toHaveLength(1);
    expect(judge(volume(5, { stack: "prod" })).said).toHaveLength(1);
  });

  it("finds its file from the folder in which the command was typed", () => {
    record(volume(5));
    expect(() => openReview({ POLICY_BASELINE: "baseline.json", PWD: folder })).not.toThrow();
    expect(() => openReview({ POLICY_BASELINE: "baseline.json", PWD: "/" })).toThrow("/baseline.json must be a file");
  });

  it.each([
    ["is missing", undefined, /baseline\.json must be a file that can be read, got ENOENT/],
    ["is no JSON", "{", /must be JSON/],
    ["is another file", "{}", /must be a baseline that POLICY_BASELINE_RECORD has written/],
    ["is of another version", '{"version": 2, "findings": []}', /must be a baseline/],
    ["has broken findings", '{"version": 1, "findings": [{}, null]}', /finding 1: must have .*\n.*finding 2: must have/],
  ])("stops if the file %s", (_, content, problem) => {
    if (content !== undefined) writeFileSync(file, content);
    expect(() => openReview({ POLICY_BASELINE: file })).toThrow(problem);
  });

  it("stops if it shall record a baseline as well", () => {
    record(volume(5));
    expect(() => openReview({ POLICY_BASELINE: file, POLICY_BASELINE_RECORD: file })).toThrow(/got both/);
  });
});

describe("a run with POLICY_BASELINE_RECORD", () => {
  it("writes no value in quotes", () => {
    record(volume(5));
    expect(readFileSync(file, "utf8")).not.toContain("gp3");
  });

  it("replaces the findings of its stack, and keeps those of another one", () => {
    record(volume(5, { name: "gone" }));
    record(volume(5, { stack: "prod" }));
    expect(record(volume(7))).toContain("1 finding ");
    expect(judge(volume(5, { name: "gone" })).said).toHaveLength(1);
    expect(judge(volume(7), volume(5, { stack: "prod" })).said).toEqual([]);
  });

  it("overwrites no other file", () => {
    writeFileSync(file, '{"name": "my-package"}');
    expect(() => openReview({ POLICY_BASELINE_RECORD: file })).toThrow(/must be a baseline/);
    expect(readFileSync(file, "utf8")).toBe('{"name": "my-package"}');
  });

  it("stops at once if the file cannot be written", () => {
    const absent = join(folder, "absent", "baseline.json");
    expect(() => openReview({ POLICY_BASELINE_RECORD: absent })).toThrow(/must be a file that can be written, got ENOENT/);
    expect(existsSync(absent)).toBe(false);
  });
});
