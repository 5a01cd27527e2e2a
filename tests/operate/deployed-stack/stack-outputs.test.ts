import { describe, expect, it } from "vitest";
import { CouldNotLook } from "../../../operate/command-line/could-not-look.ts";
import { accountOf, openDeployedStack } from "../../../operate/deployed-stack/deployed-stack.ts";
import { readOutputs } from "../../../operate/deployed-stack/stack-outputs.ts";
import { OUTPUTS } from "../deployed.ts";

const outputs = (changed: Record<string, unknown> = {}) =>
  Object.fromEntries(
    Object.entries({ ...OUTPUTS, more: 1, ...changed }).map(([name, value]) => [name, { value, secret: false }]),
  );

describe("the outputs of a stack", () => {
  it("are those that the commands use, and no more", () => {
    expect(readOutputs(outputs())).toEqual(OUTPUTS);
  });

  it.each([
    ["hosts", undefined],
    ["hosts", null],
    ["hosts", "sm.example.com"],
    ["hosts", { sm: "sm.example.com", ds: "ds.example.com" }],
    ["hosts", { ...OUTPUTS.hosts, ad: "" }],
    ["certificateBucket", ""],
    ["certificateBucket", 1],
    ["sqlServer", { ...OUTPUTS.sqlServer, port: "1433" }],
    ["redis", []],
  ])("are refused with another shape: %s is %j", (name, value) => {
    expect(() => readOutputs(outputs({ [name]: value }))).toThrow(CouldNotLook);
    expect(() => readOutputs(outputs({ [name]: value }))).toThrow(`it has not the outputs ${name} as this version`);
  });

  it("are refused with all that are missing", () => {
    expect(() => readOutputs({})).toThrow(
      "hosts, certificateBucket, packageBucket, parameterPrefixes, parameterKeyArn, sqlServer, redis",
    );
  });
});

describe("the account of a stack", () => {
  const config = (accounts: string | undefined, region: string | undefined) => ({
    ...(accounts === undefined ? {} : { "aws:allowedAccountIds": { value: accounts, secret: false } }),
    ...(region === undefined ? {} : { "aws:region": { value: region, secret: false } }),
  });

  it.each(['["123456789012"]', "[123456789012]"])("is the one that its settings file pins: %s", (accounts) => {
    const account = { accountId: "123456789012", region: "eu-west-1" };
    expect(accountOf("prod", config(accounts, "eu-west-1"))).toEqual(account);
  });

  it.each([
    [undefined, "eu-west-1"],
    ["", "eu-west-1"],
    ["123456789012", "eu-west-1"],
    ["[]", "eu-west-1"],
    ['["123456789012", "210987654321"]', "eu-west-1"],
    ['["12345"]', "eu-west-1"],
    ["not JSON", "eu-west-1"],
    ['["123456789012"]', undefined],
    ['["123456789012"]', "evil.example.com/"],
  ])("is unknown when its settings file says %s and %s", (accounts, region) => {
    const why = "Pulumi.prod.yaml must name one account (aws:allowedAccountIds) and a region (aws:region).";
    expect(() => accountOf("prod", config(accounts, region))).toThrow(new CouldNotLook(why));
  });
});

it("a stack cannot be read in a folder that is no Pulumi project", async () => {
  await expect(openDeployedStack("prod", import.meta.dirname)).rejects.toThrow(
    new CouldNotLook(`There is no Pulumi.yaml in ${import.meta.dirname}. Start the command with npm, in the project's folder.`),
  );
});
