import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PackFileError } from "../../../infra/policy/exemptions/pack-file-error.ts";
import { parsePackSettings, readPackSettings } from "../../../infra/policy/pack-settings.ts";

const POLICY = join(import.meta.dirname, "../../../infra/policy");
const good = { regions: ["us-east-1"], instanceFamilies: ["t3", "m7i-flex"], requiredTags: ["cost-centre"] };
const problems = (content: unknown): readonly string[] => {
  try {
    parsePackSettings(content, "settings.json");
    return [];
  } catch (error) {
    if (!(error instanceof PackFileError)) throw error;
    return error.problems;
  }
};

describe("settings.json of the pack", () => {
  it("is committed in a form that the pack reads", () => {
    expect(readPackSettings(join(POLICY, "settings.json")).regions).toContain("us-east-1");
  });

  it("may require no tags", () => {
    expect(problems({ ...good, requiredTags: [] })).toEqual([]);
  });

  it("is refused with all problems at once", () => {
    expect(
      problems({
        regions: ["us-east-1a", "us-east-1", "us-east-1"],
        instanceFamilies: [],
        tags: ["owner"],
        requiredTags: "owner",
      }),
    ).toEqual([
      'settings.json must have the fields regions, instanceFamilies, requiredTags only, got "tags"',
      'settings.json: regions must have entries such as "us-east-1", got "us-east-1a"',
      'settings.json: regions must have each entry once, got "us-east-1" again',
      'settings.json: instanceFamilies must have one entry at least such as "m6i", got an empty list',
      'settings.json: requiredTags must be a list such as ["cost-centre"], got "owner"',
    ]);
  });

  it.each([
    ["no list of regions", { regions: undefined }],
    ["a pattern for regions", { regions: ["*"] }],
    ["a region that is a number", { regions: [1] }],
    ["a family with its size", { instanceFamilies: ["m6i.large"] }],
    ["a family with the service before it", { instanceFamilies: ["db.m6i"] }],
    ["an empty tag", { requiredTags: [""] }],
  ])("is refused with %s", (_, more) => {
    expect(problems({ ...good, ...more })).toHaveLength(1);
  });

  it.each([null, [], "text"])("is refused if it is no object: %j", (content) => {
    expect(problems(content)).toEqual([expect.stringContaining("settings.json must be an object")]);
  });
});
