import { describe, expect, it } from "vitest";
import type { Product } from "../../../infra/xmpro/products.ts";
import { account } from "../../../stacks/account.ts";
import type { Package, Packages } from "../../../stacks/packages/packages.ts";
import { type Deployed, deploy, type Seen } from "../../support/program/deploy.ts";
import { exampleSettings } from "../../support/program/example-settings.ts";
import { statementsOf } from "../../support/program/policy-statements.ts";

const onDisk = (product: Product, more: Partial<Package> = {}): Package => ({
  label: `${product}-4.4.19-0123456789ab`,
  source: { kind: "file", path: `/packages/${product}.zip` },
  isCreated: true,
  isRecognised: true,
  ...more,
});
const inS3 = (product: Product) => onDisk(product, { source: { kind: "object", bucket: "acme", key: `${product}.zip` } });

/** A stack with these packages. */
const stackWith = (packages: Packages): Promise<Deployed> =>
  deploy(() => account(exampleSettings, { solutionStackName: "windows", balancerZoneId: "Z1", packages }));

const environmentOf = (made: Deployed, product: Product) => made.the("elasticbeanstalk.Environment", product);
const option = ({ inputs }: Seen, name: string) =>
  inputs.settings.find(
    (setting: { namespace: string; name: string }) =>
      setting.namespace === "aws:elasticbeanstalk:environment:process:default" && setting.name === name,
  )?.value;
/** The environments that one waits for, however far away. */
function waitsFor(made: Deployed, environment: Seen): string[] {
  const seen = new Set<string>();
  const visit = (urn: string) => {
    const resource = made.resources.find((each) => each.urn === urn);
    if (resource === undefined || seen.has(urn)) return;
    seen.add(urn);
    resource.dependencies.forEach(visit);
  };
  environment.dependencies.forEach(visit);
  return made
    .ofType("elasticbeanstalk.Environment")
    .filter(({ urn }) => seen.has(urn))
    .map(({ name }) => name);
}

describe("a package on disk", () => {
  it("is uploaded under its label, and becomes the version of its environment together with HTTPS", async () => {
    const made = await stackWith({ sm: onDisk("sm") });
    const label = "sm-4.4.19-0123456789ab";
    expect(made.the("s3.BucketObjectv2").inputs).toMatchObject({ bucket: "packages", key: `sm/${label}.zip`, source: "(file)" });
    expect(made.the("elasticbeanstalk.ApplicationVersion").inputs).toMatchObject({
      name: label,
      application: "xmpro-nonprod",
      bucket: "packages",
      key: `sm/${label}.zip`,
    });
    const environment = environmentOf(made, "sm");
    expect(environment.inputs.version).toBe(label);
    expect([option(environment, "Port"), option(environment, "Protocol"), option(environment, "HealthCheckPath")]).toEqual([
      "443",
      "HTTPS",
      "/favicon.ico",
    ]);
    expect(made.outputs.packages).toEqual({ sm: label });
  });

  it("stays in the account when the next one follows: version and zip are what a roll-back needs", async () => {
    const made = await stackWith({ sm: onDisk("sm") });
    for (const type of ["s3.BucketObjectv2", "elasticbeanstalk.ApplicationVersion"]) {
      expect(made.the(type).retainOnDelete).toBe(true);
    }
  });

  it("is not uploaded if AWS has its version", async () => {
    const made = await stackWith({ sm: onDisk("sm", { isCreated: false }) });
    expect([made.ofType("s3.BucketObjectv2"), made.ofType("elasticbeanstalk.ApplicationVersion")]).toEqual([[], []]);
    expect(environmentOf(made, "sm").inputs.version).toBe("sm-4.4.19-0123456789ab");
    expect(made.outputs.packages).toEqual({ sm: "sm-4.4.19-0123456789ab" });
  });

  it("that shows no product is named in the next steps", async () => {
    const made = await stackWith({ sm: onDisk("sm"), ds: onDisk("ds", { isRecognised: false }) });
    expect(made.outputs.nextSteps.join("\n")).toContain("Check that dsPackage is the package of Data Stream Designer");
    expect(made.outputs.nextSteps.join("\n")).not.toContain("Check that smPackage");
  });
});

describe("a package in S3", () => {
  it("is deployed from where it is, and only its own instances may read it", async () => {
    const made = await stackWith({ sm: inS3("sm") });
    expect(made.ofType("s3.BucketObjectv2")).toEqual([]);
    expect(made.the("elasticbeanstalk.ApplicationVersion").inputs).toMatchObject({ bucket: "acme", key: "sm.zip" });
    expect(statementsOf(made.the("iam.RolePolicy", "sm")).ReadPackageInPlace.Resource).toBe("arn:aws:s3:::acme/sm.zip");
    expect(statementsOf(made.the("iam.RolePolicy", "ds")).ReadPackageInPlace).toBeUndefined();
  });
});

describe("an environment", () => {
  it("without a package is as before: AWS's sample over HTTP, whatever version people deployed", async () => {
    const made = await stackWith({});
    for (const product of ["sm", "ds", "ad"] as const) {
      const environment = environmentOf(made, product);
      expect(environment.inputs).not.toHaveProperty("version");
      expect(environment.ignoreChanges).toEqual(["solutionStackName", "version"]);
      expect(option(environment, "Port")).toBe("80");
      expect(waitsFor(made, environment)).toEqual([]);
    }
    expect(made.outputs.packages).toEqual({});
  });

  it("with a package follows its label, and not the platform, which AWS patches", async () => {
    expect(environmentOf(await stackWith({ sm: onDisk("sm") }), "sm").ignoreChanges).toEqual(["solutionStackName"]);
  });

  it("waits for the product before it, if both have a package", async () => {
    const all = await stackWith({ sm: onDisk("sm"), ds: onDisk("ds"), ad: onDisk("ad") });
    expect(waitsFor(all, environmentOf(all, "sm"))).toEqual([]);
    expect(waitsFor(all, environmentOf(all, "ds"))).toEqual(["sm"]);
    expect(waitsFor(all, environmentOf(all, "ad"))).toEqual(["sm", "ds"]);
    const some = await stackWith({ sm: onDisk("sm"), ad: inS3("ad") });
    expect(waitsFor(some, environmentOf(some, "ds"))).toEqual([]);
    expect(waitsFor(some, environmentOf(some, "ad"))).toEqual(["sm"]);
    const one = await stackWith({ ad: onDisk("ad") });
    expect(waitsFor(one, environmentOf(one, "ad"))).toEqual([]);
  });

  it("waits until it is Ready before an update, and says why one failed", async () => {
    const made = await stackWith({});
    for (const product of ["sm", "ds", "ad"] as const) {
      expect(environmentOf(made, product).hooks).toEqual([`${product}-is-ready`, `${product}-says-why`]);
    }
  });
});
