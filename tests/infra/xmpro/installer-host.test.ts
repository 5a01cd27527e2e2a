import { output } from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { PrivateBucket } from "../../../infra/private-bucket.ts";
import { InstallerHost } from "../../../infra/xmpro/installer-host.ts";
import { deploy } from "../../support/program/deploy.ts";
import { exampleNetwork } from "../../support/program/example-network.ts";
import { statementsOf } from "../../support/program/policy-statements.ts";
import { securityGroupRules } from "../../support/program/security-group-rules.ts";

const host = () =>
  deploy(() => {
    const { instanceId } = new InstallerHost("installer-host", {
      instanceName: "xmpro-test-installer-host",
      imageId: "ami-1",
      network: exampleNetwork(),
      sql: { peer: { securityGroupId: output("sg-sql") }, port: 1433 },
      redis: { peer: { cidrBlock: "10.9.0.0/24" }, port: 6380 },
      packages: new PrivateBucket("packages", { durable: false, keepVersionsDays: 1 }),
    });
    return { instanceId };
  });

describe("the installers' host", () => {
  it("is in a private subnet without a public address and without a key pair, with IMDSv2 and an encrypted disk", async () => {
    const made = await host();
    const { inputs } = made.the("ec2.Instance");
    expect(inputs).toMatchObject({
      ami: "ami-1",
      instanceType: "t3.large",
      subnetId: "private-1",
      associatePublicIpAddress: false,
      metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: { volumeType: "gp3", encrypted: true, deleteOnTermination: true },
    });
    expect(inputs).not.toHaveProperty("keyName");
    expect(inputs).not.toHaveProperty("userData");
    expect(made.outputs.instanceId).toBe("installer-host-id");
  });

  it("accepts no connection, and reaches the web, the SQL Server and Redis", async () => {
    const rules = securityGroupRules(await host());
    expect(rules.filter((rule) => rule.startsWith("in installer-host"))).toEqual([]);
    expect(rules.filter((rule) => rule.startsWith("out installer-host")).sort()).toEqual([
      "out installer-host tcp 1433 to sg-sql",
      "out installer-host tcp 443 to 0.0.0.0/0",
      "out installer-host tcp 6380 to 10.9.0.0/24",
      "out installer-host tcp 80 to 0.0.0.0/0",
    ]);
    expect(rules).toContain("in sg-sql tcp 1433 from installer-host");
  });

  it("may upload packages and use Session Manager, and read nothing", async () => {
    const made = await host();
    const statements = Object.values(statementsOf(made.the("iam.RolePolicy")));
    expect(statements.map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [expect.arrayContaining(["ssmmessages:OpenDataChannel"]), "*"],
      [["s3:PutObject", "s3:AbortMultipartUpload"], ["sm", "ds", "ad"].map((product) => `arn:aws:s3:::packages/${product}/*`)],
    ]);
    const actions = statements.flatMap(({ Action }) => Action as string[]);
    expect(actions.filter((action) => /Get|List|Read|Describe/.test(action))).toEqual([]);
    expect(made.ofType("iam.RolePolicyAttachment")).toEqual([]);
  });

  it("is not replaced by a newer image of AWS, and not protected", async () => {
    const { ignoreChanges, protect } = (await host()).the("ec2.Instance");
    expect([ignoreChanges, protect]).toEqual([["ami"], false]);
  });

  it("starts when it may report to Session Manager", async () => {
    const made = await host();
    expect(made.the("ec2.Instance").dependencies).toEqual(
      expect.arrayContaining([
        made.the("iam.RolePolicy").urn,
        made.the("vpc.SecurityGroupEgressRule", "installer-host-to-https").urn,
      ]),
    );
  });
});
