import { describe, expect, it } from "vitest";
import { pulumiErrorOf } from "../../../operate/deployed-stack/pulumi-error.ts";

/** A message as the Automation API writes it. */
const messageOf = (stderr: string) => `code: -2\n stdout: \n stderr: ${stderr}\n err?: Error: ${stderr}\n`;

describe("the reason of a failure of the Pulumi CLI", () => {
  it.each([
    ["what the CLI calls an error", "warning: x\nerror: no stack named 'nonprod' found\n", "no stack named 'nonprod' found"],
    ["that its download failed", "Command failed\nDownloading pulumi v3…\npulumi: fetch failed\n", "pulumi: fetch failed"],
    ["that there is none", "Command failed with ENOENT: pulumi version\nspawn pulumi ENOENT", "spawn pulumi ENOENT"],
  ])("is %s", (_, stderr, reason) => {
    expect(pulumiErrorOf(new Error(messageOf(stderr)))).toBe(reason);
  });

  it("is the message where it has another form", () => {
    expect(pulumiErrorOf(new Error("error: get stack: passphrase must be set"))).toBe("get stack: passphrase must be set");
    expect(pulumiErrorOf("")).toBe("it gave no reason");
  });
});
