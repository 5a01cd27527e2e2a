import { describe, expect, it } from "vitest";
import { startCommand } from "../start-command.ts";

const command = (...argv: string[]) => startCommand("database-logins", ...argv);

describe.concurrent("npm run database-logins", () => {
  it("shows by --help all that a person needs, without Pulumi and without AWS", async () => {
    const { code, output, errors } = await command("--help");
    expect([code, errors]).toEqual([0, ""]);
    expect(output).toContain("npm run database-logins -- --stack prod|nonprod [options]");
    for (const option of ["--product sm|ds|ad", "--database-sm NAME", "--rotate", "--print"]) expect(output).toContain(option);
  });

  it("ends with 2 for arguments that it does not understand, before it reads the stack", async () => {
    const { code, output, errors } = await command("--stack", "nonprod", "--database-sm", "msdb", "--json");
    expect([code, errors]).toEqual([2, expect.stringContaining("--database-sm must not be a database of SQL Server or RDS")]);
    expect(JSON.parse(output)).toEqual({ problems: [expect.stringContaining('such as "--database-sm SM"')] });
  });

  it("ends with 3 where there is no stack to look at", async () => {
    const { code, output, errors } = await command("--stack", "nonprod");
    expect([code, output]).toEqual([3, ""]);
    expect(errors).toContain("There is no Pulumi.yaml in ");
  });
});
