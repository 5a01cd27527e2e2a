import { describe, expect, it } from "vitest";
import { startCommand } from "../start-command.ts";

const command = (...argv: string[]) => startCommand("tunnel", ...argv);

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
