import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type ReportedStack, report } from "../../preview/model/report.ts";
import { preview } from "../../preview/preview.ts";
import { previewStack } from "../../preview/preview-stack.ts";
import { reportText } from "../../preview/text/text.ts";
import { webDeployPackage } from "../support/packages/package-files.ts";
import { zipOf } from "../support/packages/zip-of.ts";
import { committedAnd, directoryOf, ROOT } from "./settings-directory.ts";

const plain = { width: 110, paint: (_look: string, text: string) => text };
const stacks = new Map<string, ReportedStack>();
const seen = (stack: string) => stacks.get(stack) as ReportedStack;
const both = ["nonprod", "prod"];

beforeAll(async () => {
  for (const stack of both) {
    const shown = await previewStack(ROOT, stack);
    if (shown.state === "seen") stacks.set(stack, shown);
  }
});

async function printed(directory: string, names: readonly string[], json = false) {
  let text = "";
  const write = (more: string) => {
    text += more;
  };
  return { code: await preview({ directory, stacks: names, json, write, ...plain }), text };
}

describe.each(both)("the committed stack %s", (stack) => {
  it("is printed as in its snapshot", async () => {
    const text = reportText(report([seen(stack)]), plain);
    await expect(text).toMatchFileSnapshot(`__snapshots__/${stack}.txt`);
  });

  it("fits the width of the terminal", () => {
    const lines = reportText(report([seen(stack)]), { ...plain, width: 90 }).split("\n");
    // A list of names has no spaces where a line can break.
    const long = lines.filter((line) => line.length > 90 && line.trim().includes(" "));
    expect(long).toEqual([]);
  });

  it("violates no policy rule", () => {
    expect(seen(stack).policy.violations).toEqual([]);
    expect(seen(stack).policy.rules.length).toBeGreaterThanOrEqual(14);
  });

  it("has a critical path of the network and then the database", () => {
    const { chain } = seen(stack).firstDeployment;
    const slow = chain.findIndex(
      ({ type }) => type === "aws:rds/instance:Instance" || type.startsWith("aws:elasticbeanstalk/environment:"),
    );
    const before = chain.slice(0, slow).map(({ type }) => type);
    const after = chain.slice(slow + 1);
    expect(slow).toBeGreaterThan(0);
    expect(before.filter((type) => !type.startsWith("aws:ec2/") && type !== "aws:rds/subnetGroup:SubnetGroup")).toEqual([]);
    expect(after.every(({ seconds }) => seconds <= 60)).toBe(true);
  });

  it("allows access from outside only on port 443, and on port 80 for a redirect", () => {
    const [own] = seen(stack).waysIn.filter(({ to }) => to === "Endpoint of the EC2 API");
    if (stack === "prod") expect(own).toMatchObject({ from: "10.10.0.0/16", what: "443" });
    else expect(own).toBeUndefined();
    const network = seen(stack).waysIn.filter((way) => way.kind === "network" && way !== own);
    const shown = network.map(({ what, because }) => (because === "redirect to HTTPS" ? `${what}, to redirect` : what));
    expect(shown.sort()).toEqual(["443", "443", "443", "443", "80, to redirect"]);
    expect(seen(stack).waysIn.filter(({ kind }) => kind === "bucket")).toMatchObject([
      { to: "bucket certificates", from: expect.stringContaining("only through the endpoint network-s3") },
    ]);
  });

  it("shows that each host name leads to its own environment", () => {
    expect(seen(stack).hostNames.hosts.map(({ host, environment }) => host.startsWith(`${environment}-`))).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it("lists the settings that still have example values", () => {
    expect(seen(stack).toDo.examples).toHaveLength(3);
    expect(seen(stack).toDo.nextSteps.length).toBeGreaterThan(3);
  });
});

it("the gaps in the protection of nonprod's data are strengths of prod's", () => {
  const gaps = (stack: string) => seen(stack).protection.flatMap((entry) => entry.gaps);
  expect(gaps("nonprod")).toEqual(expect.arrayContaining(["one zone", "no final snapshot", "destroy deletes it"]));
  expect(gaps("prod")).toEqual([]);
});

describe("a stack with bad settings", () => {
  it("is refused with all its problems, while the other stack is still shown", async () => {
    const directory = committedAnd(["xmpro:sqlBackupDays: 99", "xmpro:domian: example.org", "xmpro:redisNodes: 0.5"]);
    const { code, text } = await printed(directory, both);
    expect(code).toBe(1);
    expect(text).toContain("nonprod  nothing would be created");
    for (const key of ["xmpro:sqlBackupDays", "xmpro:domian", "xmpro:redisNodes"]) expect(text).toContain(`  - ${key} `);
    expect(text).toContain('got "99"');
    expect(text).toContain("prod  account 444455556666");
  });

  it("is refused in JSON too", async () => {
    const { code, text } = await printed(committedAnd(["xmpro:sqlBackupDays: 99"]), ["nonprod"], true);
    expect(code).toBe(1);
    expect(JSON.parse(text)).toMatchObject({
      version: 1,
      ok: false,
      stacks: [{ stack: "nonprod", state: "refused", problems: [expect.any(String)] }],
    });
  });

  it("is refused if the file is missing or is not of this project's stacks", async () => {
    expect((await printed(directoryOf({ "Pulumi.yaml": "name: xmpro" }), ["nonprod"])).text).toContain(
      "Pulumi.nonprod.yaml must be a readable file",
    );
    const test = directoryOf({ "Pulumi.yaml": "name: xmpro", "Pulumi.test.yaml": "" });
    expect((await printed(test, ["test"])).text).toContain('stack must be "prod" or "nonprod"');
  });
});

describe("a stack", () => {
  const ids = (name: string, ...numbers: readonly number[]) =>
    `[${numbers.map((n) => `${name}-0123456789abcdef${n}`).join(", ")}]`;
  const certificate = "-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END CERTIFICATE-----";

  it.each([
    ["without a certificate", ["waitForCertificate: false"], "Inbound access\n  bucket certificates  without"],
    [
      "with an existing VPC",
      [
        "vpcId: vpc-0123456789abcdef0",
        `publicSubnetIds: ${ids("subnet", 0, 1)}`,
        `privateSubnetIds: ${ids("subnet", 2, 3)}`,
        `relaySubnetIds: ${ids("subnet", 4, 5)}`,
        "s3EndpointId: vpce-0123456789abcdef0",
      ],
      "├─ ExistingNetwork network\n",
    ],
    ["with an existing zone", ["hostedZoneId: Z0123456789ABCDEFGHIJ"], "in the existing zone Z0123456789ABCDEFGHIJ"],
    ["with one zone for the domain", ["dnsZones: domain"], "in the new zone example.com"],
    [
      "with an imported certificate",
      [`certificateBody: "${certificate}"`, "certificatePrivateKey: {secure: v1:abc=}"],
      "ImportedCertificate certificate  imported",
    ],
    [
      "with allowedCidrs for one office",
      ["allowedCidrs: [203.0.113.0/24]"],
      "443  a new address of network: the products call each other",
    ],
    ["with encrypted URLs for alarms", ["alarmWebhooks: {secure: v1:abc=}"], "https to a secret URL"],
    ["with a host of the installers", ['installerHost: "on"'], "InstallerHost installer-host  t3.large"],
    [
      "with networks that alone reach Subscription Manager",
      ["bootstrapAllowedCidrs: [203.0.113.0/24]"],
      "browsers in a range of bootstrapAllowedCidrs",
    ],
  ])("is shown %s", async (_, lines, expected) => {
    const { code, text } = await printed(committedAnd(lines.map((line) => `xmpro:${line}`)), ["nonprod"]);
    expect(text).toContain(expected);
    expect(code).toBe(0);
  });
});

describe("packages", () => {
  it("are read from the directory of the settings, and shown with their labels; nobody is asked for those in S3", async () => {
    const directory = committedAnd(["xmpro:smPackage: ./SM.zip", "xmpro:adPackage: s3://acme-packages/AD.zip"]);
    writeFileSync(join(directory, "SM.zip"), await zipOf(webDeployPackage("sm")));
    const { code, text } = await printed(directory, ["nonprod"]);
    expect(text).toMatch(/ApplicationVersion sm-package {2}sm-4\.4\.19-[0-9a-f]{12}/);
    expect(text).toMatch(/ApplicationVersion ad-package {2}ad-[0-9a-f]{12}/);
    expect(code).toBe(0);
  });

  it("are refused like settings if they cannot be deployed", async () => {
    const { code, text } = await printed(committedAnd(["xmpro:smPackage: ./SM.zip"]), ["nonprod"]);
    expect(text).toContain('xmpro:smPackage must be a zip file that exists, got "./SM.zip", but there is no file');
    expect(code).toBe(1);
  });
});

describe("a secret", () => {
  const server = ["xmpro:sqlHost: db.example.com", "xmpro:sqlCidr: 10.99.0.0/24", "xmpro:sqlUsername: owner"];
  const leaks = ["SENTINEL", "StandInFor", "generated-for-"];

  it.each([
    ["text", false],
    ["JSON", true],
  ])("never shows in %s, encrypted in the settings or generated", async (_, json) => {
    const { code, text } = await printed(
      committedAnd([...server, "xmpro:sqlPassword: {secure: v1:SENTINEL}"]),
      ["nonprod"],
      json,
    );
    expect(code).toBe(0);
    for (const leak of leaks) expect(text).not.toContain(leak);
  });

  it.each([
    ["text", false],
    ["JSON", true],
  ])("never shows in %s if it was written in plain text, which is refused", async (_, json) => {
    const { code, text } = await printed(committedAnd([...server, "xmpro:sqlPassword: SENTINEL-SENTINEL"]), ["nonprod"], json);
    expect(code).toBe(1);
    expect(text).toContain("xmpro:sqlPassword must be encrypted");
    for (const leak of leaks) expect(text).not.toContain(leak);
  });
});
