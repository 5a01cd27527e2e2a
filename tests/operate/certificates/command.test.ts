import { describe, expect, it } from "vitest";
import { startCommand } from "../start-command.ts";

const command = (...argv: string[]) => startCommand("certificates", ...argv);

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
