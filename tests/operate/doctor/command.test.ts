import { describe, expect, it } from "vitest";
import { startCommand } from "../start-command.ts";

const command = (...argv: string[]) => startCommand("doctor", ...argv);

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
