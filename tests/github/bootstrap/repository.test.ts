import { describe, expect, it } from "vitest";
import { readRepository, subjectsOf } from "../../../github/bootstrap/repository.ts";
import { CommandRefused } from "../../../operate/command-line/command-refused.ts";
import { fc } from "../../support/fast-check.ts";

const read = (repository: string, id = "123", owner = "456") =>
  readRepository({ repository, "repository-id": id, "owner-id": owner });

/** The problems that a person reads. */
function problemsOf(...given: Parameters<typeof read>): readonly string[] {
  try {
    read(...given);
  } catch (error) {
    if (error instanceof CommandRefused) return error.problems;
    throw error;
  }
  return [];
}

describe("the repository on the command line", () => {
  it.each(["acme/xmpro", "Acme-Corp/XMPro.Deploy_2", "a/b", "dev_acme/x", "acme/.github"])("accepts %s", (repository) => {
    expect(read(repository)).toEqual({
      owner: repository.split("/")[0],
      name: repository.split("/")[1],
      id: "123",
      ownerId: "456",
    });
  });

  it.each([
    ...["acme/*", "*/xmpro", "acme/xm?ro", "acme/xmpro\n", "acme/xm\npro", "acme/xmpro:environment:prod", "acme/xmpro@1"],
    ...[
      "acme",
      "acme/",
      "/xmpro",
      "acme/xmpro/x",
      "acme/..",
      "-acme/x",
      "acme-/x",
      "a--b/x",
      "ac me/x",
      "acmé/x",
      `${"a".repeat(40)}/x`,
    ],
    ...["https://github.com/acme/xmpro", "$(id)/x", "acme/\u0000"],
  ])("refuses the name %j", (repository) => {
    expect(problemsOf(repository)[0]).toContain("--repository must be owner and name as GitHub spells them");
  });

  it.each(["", "abc", "0", "-1", "1.5", "1e3", "0x10", "123\n", " 123", "*", "1".repeat(19), "１２３"])(
    "refuses the id %j",
    (id) => {
      expect(problemsOf("acme/xmpro", id)[0]).toBe('--repository-id must be a number such as "--repository-id 123456789"');
      expect(problemsOf("acme/xmpro", "1", id)[0]).toBe('--owner-id must be a number such as "--owner-id 123456789"');
    },
  );

  it("names all problems at once, repeats no value, and says how to look the ids up without a token", () => {
    const problems = problemsOf("acme/*", "hunter2", "hunter3");
    expect(problems.slice(0, 3).map((problem) => problem.split(" ")[0])).toEqual([
      "--repository",
      "--repository-id",
      "--owner-id",
    ]);
    expect(problems.join("\n")).toContain("curl -s https://api.github.com/repos/OWNER/NAME");
    expect(problems.join("\n")).not.toContain("hunter");
  });

  it("lets nothing through that could mean a second repository or a wildcard in a policy", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (owner, name) => {
        const given = `${owner}/${name}`;
        if (problemsOf(given).length > 0) return true;
        return subjectsOf(read(given), "prod").every((subject) => /^repo:[\w.@-]+\/[\w.@-]+:environment:prod$/.test(subject));
      }),
    );
  });
});
