import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";

const PROGRAM = join(import.meta.dirname, "../../../operate/doctor/doctor.ts");

/** Runs the command as `npm run doctor` does, but in a folder that is no Pulumi project. */
async function command(...argv: string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...argv], {
    cwd: tmpdir(),
    env: { PATH: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, output, errors };
}

describe.concurrent("npm run doctor", () => {
  it("shows by --help all that a person needs, without Pulumi and without AWS", async () => {
    const { code, output, errors } = await command("--help");
    expect([code, errors]).toEqual([0, ""]);
    expect(output).toContain("npm run doctor -- --stack prod|nonprod [options]");
    for (const option of ["--quick", "--watch", "--every SECONDS", "--report FILE", "--dns ADDRESS", "--json"])
      expect(output).toContain(option);
  });

  it("ends with 2 for arguments that it does not understand, and for a live screen without a terminal", async () => {
    const { code, errors } = await command("--stack", "nonprod", "--watch");
    expect([code, errors]).toEqual([2, expect.stringContaining("--watch needs a terminal")]);
  });

  it("ends with 3 where there is no stack to look at, with one JSON document if that was asked for", async () => {
    const { code, output, errors } = await command("--stack", "nonprod", "--json");
    expect([code, errors]).toEqual([3, expect.stringContaining("There is no Pulumi.yaml in ")]);
    expect(JSON.parse(output)).toEqual({ problems: [expect.stringContaining("There is no Pulumi.yaml in ")] });
  });
});
