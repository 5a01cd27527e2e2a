import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const PROGRAM = join(import.meta.dirname, "..", "..", "..", "github", "bootstrap", "bootstrap.ts");
const REPOSITORY = ["--repository", "acme/xmpro", "--repository-id", "1", "--owner-id", "2"];

/** Runs the command in a folder that is no Pulumi project. */
function command(...argv: string[]): Promise<{ code: number; output: string; errors: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [PROGRAM, ...argv], { cwd: tmpdir(), env: { PATH: "" } }, (error, output, errors) =>
      resolve({ code: Number(error?.code ?? 0), output, errors }),
    );
  });
}

describe.concurrent("npm run bootstrap", () => {
  it("shows by --help all that a person needs, without AWS", async () => {
    const { code, output, errors } = await command("--help");
    expect([code, errors]).toEqual([0, ""]);
    for (const option of [
      "--stack prod|nonprod",
      "--repository OWNER/NAME",
      "--repository-id NUMBER",
      "--owner-id NUMBER",
      "--check",
      "--yes",
    ])
      expect(output).toContain(option);
    expect(output).toContain("gh api repos/OWNER/NAME --jq");
  });

  it("ends with 2 for a repository that cannot be one, and names all problems", async () => {
    const { code, errors } = await command(
      "--stack",
      "prod",
      "--repository",
      "acme/*",
      "--repository-id",
      "x",
      "--owner-id",
      "2",
    );
    expect(code).toBe(2);
    expect(errors).toContain("--repository must be");
    expect(errors).toContain("--repository-id must be");
    expect(errors).toContain("https://api.github.com/repos/OWNER/NAME");
  });

  it("ends with 3 outside of a project", async () => {
    const { code, errors } = await command("--stack", "prod", ...REPOSITORY);
    expect(code).toBe(3);
    expect(errors).toContain("There is no Pulumi.yaml in ");
  });
});
