import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CouldNotLook } from "../../../operate/command-line/could-not-look.ts";
import { openPulumi } from "../../../operate/doctor/sources/pulumi-reader.ts";

const URN = "urn:pulumi:nonprod::xmpro::xmpro-aws:infra:SqlServer$aws:rds/instance:Instance::database";

/** What Pulumi's CLI prints, by its first word; shapes of 3.250. */
const PRINTS = {
  version: "v3.250.0\n",
  whoami: JSON.stringify({ user: "jane", url: "s3://state-1?region=eu-west-1" }),
  stack: JSON.stringify({
    version: 3,
    deployment: {
      resources: [{ urn: URN, type: "aws:rds/instance:Instance", outputs: { password: { ciphertext: "v1:abc" } } }],
      pending_operations: [{ type: "updating", resource: { urn: URN } }],
    },
  }),
  preview: JSON.stringify({
    steps: [
      {
        op: "update",
        urn: URN,
        diffReasons: ["instanceClass"],
        detailedDiff: { instanceClass: { kind: "update" }, "tags.owner": { kind: "add" } },
        oldState: { inputs: { password: "sentinel" } },
      },
    ],
  }),
};

let folder: string;

/** Puts a CLI on PATH that notes its arguments and prints what it was given. */
function install(prints: Readonly<Record<string, string>>, exitCode = 0): void {
  const program = `#!${process.execPath}
const { appendFileSync } = require("node:fs");
const words = process.argv.slice(2);
appendFileSync(${JSON.stringify(join(folder, "calls"))}, words.join(" ") + "\\n");
process.stdout.write(${JSON.stringify(prints)}[words[0]] ?? "");
process.exitCode = words[0] === "version" ? 0 : ${exitCode};
`;
  writeFileSync(join(folder, "pulumi"), program, { mode: 0o755 });
  writeFileSync(join(folder, "Pulumi.yaml"), "name: xmpro\nruntime: nodejs\n");
  vi.stubEnv("PATH", [folder, process.env.PATH].join(delimiter));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pulumi-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe.skipIf(process.platform === "win32")("what the doctor reads of Pulumi", () => {
  it("is where the state is, what it has, and what the next deployment would change, without a value", async () => {
    install(PRINTS);
    const pulumi = await openPulumi("nonprod", folder);
    expect(await pulumi.backendUrl()).toBe("s3://state-1?region=eu-west-1");
    expect(await pulumi.projectName()).toBe("xmpro");
    expect((await pulumi.state()).pending).toEqual(["updating aws:rds/instance:Instance database"]);
    const steps = await pulumi.preview(AbortSignal.timeout(30_000));
    expect(steps).toEqual([{ op: "update", urn: URN, properties: ["instanceClass", "tags"] }]);
  });

  it("neither selects the stack nor asks for a lock or for secrets in the clear", async () => {
    install(PRINTS);
    const pulumi = await openPulumi("nonprod", folder);
    await Promise.all([pulumi.backendUrl(), pulumi.state(), pulumi.preview(AbortSignal.timeout(30_000))]);
    const calls = readFileSync(join(folder, "calls"), "utf8")
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("version"));
    expect(calls.sort()).toEqual([
      "preview --refresh --json --color=never --stack nonprod --non-interactive",
      "stack export --stack nonprod --non-interactive",
      "whoami --json --non-interactive",
    ]);
  });

  it("is unknown, with Pulumi's own reason, where Pulumi fails", async () => {
    install(
      { ...PRINTS, preview: JSON.stringify({ diagnostics: [{ severity: "error", message: "no plugin aws\nmore" }] }) },
      255,
    );
    const pulumi = await openPulumi("nonprod", folder);
    await expect(pulumi.preview(AbortSignal.timeout(30_000))).rejects.toThrow(
      new CouldNotLook("Pulumi did not say what differs: no plugin aws"),
    );
  });

  it("is unknown where Pulumi prints no JSON", async () => {
    install({ ...PRINTS, stack: "warning: new version" });
    const pulumi = await openPulumi("nonprod", folder);
    await expect(pulumi.state()).rejects.toThrow(CouldNotLook);
  });
});
