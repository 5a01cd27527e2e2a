import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";

const PROGRAM = join(import.meta.dirname, "../../../operate/certificates/certificates.ts");

/** Runs the command as `npm run certificates` does, but in a folder that is no Pulumi project. */
async function command(...argv: string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...argv], {
    cwd: tmpdir(),
    env: { PATH: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, output, errors };
}

describe.concurrent("npm run certificates", () => {
  it("shows by --help all that a person needs, without Pulumi and without AWS", async () => {
    const { code, output, errors } = await command("--help");
    expect([code, errors]).toEqual([0, ""]);
    expect(output).toContain("npm run certificates -- --stack prod|nonprod [options]");
    for (const option of ["--out DIR", "--modern", "--sign-password FILE", "--replace-sign", "--yes", "--json"])
      expect(output).toContain(option);
  });

  it("ends with 2 for arguments that it does not understand", async () => {
    const { code, output, errors } = await command("--stak", "nonprod", "--json");
    expect([code, errors]).toEqual([2, expect.stringContaining("--stak is no option of this command")]);
    expect(JSON.parse(output)).toEqual({ problems: expect.arrayContaining(['--stack must be given such as "--stack prod"']) });
  });

  it("ends with 3 where there is no stack to look at", async () => {
    const { code, output, errors } = await command("--stack", "nonprod");
    expect([code, output]).toEqual([3, ""]);
    expect(errors).toContain("There is no Pulumi.yaml in ");
  });
});
