import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";

const PROGRAM = join(import.meta.dirname, "../../../operate/tunnel/tunnel.ts");

/** Runs the command as `npm run tunnel` does, but in a folder that is no Pulumi project. */
async function command(...argv: string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...argv], {
    cwd: tmpdir(),
    env: { PATH: "" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, output, errors };
}

describe.concurrent("npm run tunnel", () => {
  it("shows by --help all that a person needs, without Pulumi and without AWS", async () => {
    const { code, output, errors } = await command("--help");
    expect([code, errors]).toEqual([0, ""]);
    expect(output).toContain("npm run tunnel -- --stack prod|nonprod --to sql|redis [options]");
    for (const option of ["--through sm|ds|ad|installer-host", "--port PORT", "--json"]) expect(output).toContain(option);
  });

  it("ends with 2 for arguments that it does not understand, before it reads the stack", async () => {
    const { code, output, errors } = await command("--stack", "nonprod", "--to", "sql", "--port", "0", "--json");
    expect([code, errors]).toEqual([2, '--port must be a number from 1 to 65535 such as "--port 11433"\n']);
    expect(JSON.parse(output)).toEqual({ problems: [expect.stringContaining("--port must be")] });
  });

  it("ends with 3 where there is no stack to look at", async () => {
    const { code, output, errors } = await command("--stack", "nonprod", "--to", "redis");
    expect([code, output]).toEqual([3, ""]);
    expect(errors).toContain("There is no Pulumi.yaml in ");
  });
});
