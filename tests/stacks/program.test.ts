import { beforeAll, describe, expect, it } from "vitest";
import program from "../../stacks/index.ts";
import { awaited, awaitedTypes } from "../support/awaited.ts";
import { type Deployed, deploy, leaks, short } from "../support/program/deploy.ts";
import { deployStack } from "../support/program/deploy-stack.ts";
import { statementsOf } from "../support/program/policy-statements.ts";

const stacks = ["prod", "nonprod"] as const;

describe.each(stacks)("the program of %s", (stack) => {
  let made: Deployed;
  beforeAll(async () => {
    made = await deployStack(stack);
  });

  it("registers the same resources as before, as a rename needs an alias", async () => {
    const lines = made.resources.filter(({ type }) => !type.startsWith("pulumi:")).map(({ type, name }) => `${type} ${name}`);
    await expect(`${lines.sort().join("\n")}\n`).toMatchFileSnapshot(`__snapshots__/${stack}.txt`);
  });

  it("registers outside its components only what belongs to the account", () => {
    const root = made.resources.find(({ type }) => type === "pulumi:pulumi:Stack");
    const loose = made.resources.filter(({ parent, custom }) => custom && parent === root?.urn);
    expect(loose.map(({ type, name }) => `${short(type)} ${name}`)).toEqual(["ebs.EncryptionByDefault volumes"]);
  });

  it("shows no generated secret", () => {
    expect(made.ofType("random.RandomPassword")).toHaveLength(4);
    expect(made.ofType("random.RandomBytes")).toHaveLength(1);
    for (const beginning of ["generated-for-", Buffer.from("generated-for-").toString("hex")]) {
      expect(leaks(made, beginning)).toEqual([]);
    }
  });

  it("has no argument with the text of a missing value", () => {
    const junk = made.resources.flatMap(({ type, name, inputs }) =>
      /undefined|\[object Object\]|Calling \[toString\]|NaN/.test(JSON.stringify(inputs)) ? [`${type} ${name}`] : [],
    );
    expect(junk).toEqual([]);
  });

  it("has only policies in JSON whose statements have unique names", () => {
    // The life-cycle policy of a repository is not an IAM policy.
    const documents = made.resources.filter(({ type }) => short(type) !== "ecr.LifecyclePolicy");
    const checked = documents.flatMap((resource) =>
      ["policy", "assumeRolePolicy"]
        .filter((property) => property in resource.inputs)
        .map((property) => {
          const text = resource.inputs[property];
          const { Statement } = typeof text === "string" ? JSON.parse(text) : text;
          expect([resource.name, Object.keys(statementsOf(resource, property)).length]).toEqual([
            resource.name,
            Statement.length,
          ]);
          return resource.name;
        }),
    );
    expect(checked.length).toBeGreaterThan(15);
  });

  it("protects data that is durable, and nothing else", () => {
    const protectedOnes = made.resources.filter(({ protect }) => protect).map(({ type, name }) => `${short(type)} ${name}`);
    expect(protectedOnes.sort()).toEqual(
      stack === "nonprod"
        ? []
        : [
            "elasticache.ReplicationGroup redis",
            "kms.Key key",
            "random.RandomPassword database",
            "random.RandomPassword redis",
            "rds.Instance database",
            "route53.Zone dns-ad-xmpro.example.com",
            "route53.Zone dns-ds-xmpro.example.com",
            "route53.Zone dns-relay-xmpro.example.com",
            "route53.Zone dns-sm-xmpro.example.com",
            "s3.Bucket access-logs",
            "s3.Bucket certificates",
            "s3.Bucket packages",
          ],
    );
  });

  it("lets the role of each product read and decrypt only that product's parameters and packages", () => {
    for (const product of ["sm", "ds", "ad"]) {
      const policy = statementsOf(made.the("iam.RolePolicy", product));
      const own = expect.stringMatching(new RegExp(`:parameter/XM${product.toUpperCase()}\\*$`));
      expect(policy.ReadOwnParameters.Resource).toEqual(own);
      expect(policy.DecryptOwnParameters.Condition.StringLike).toEqual({ "kms:EncryptionContext:PARAMETER_ARN": own });
      expect(policy.ReadOwnPackages.Resource).toBe(`arn:aws:s3:::packages/${product}/*`);
    }
  });

  it("lets products and databases start without waiting for each other", () => {
    for (const environment of made.ofType("elasticbeanstalk.Environment")) {
      expect(awaitedTypes(made, environment).filter((type) => /^(rds|elasticache)\./.test(type))).toEqual([]);
    }
    for (const store of [made.the("rds.Instance"), made.the("elasticache.ReplicationGroup")]) {
      expect(awaitedTypes(made, store).filter((type) => /elasticbeanstalk|acm|route53|s3/.test(type))).toEqual([]);
    }
  });

  it("lets the network wait for nothing, and the database only for the network, the key and its own parts", () => {
    expect(awaitedTypes(made, made.the("awsx:ec2:Vpc"))).toEqual([]);
    expect(awaitedTypes(made, made.the("rds.Instance"))).toEqual([
      "awsx:ec2:Vpc",
      "cloudwatch.LogGroup",
      "ec2.SecurityGroup",
      "iam.Role",
      "iam.RolePolicyAttachment",
      "kms.Key",
      "random.RandomId",
      "random.RandomPassword",
      "rds.ParameterGroup",
      "rds.SubnetGroup",
    ]);
  });

  it("creates nothing of the relay that costs money before the image is pushed", () => {
    for (const type of ["elasticache.ServerlessCache", "lb.LoadBalancer", "ecs.Service"]) {
      const one = made.ofType(type).find(({ name }) => name === "relay");
      expect(one && awaitedTypes(made, one)).toContain("docker:index/image:Image");
    }
  });

  it("lets products and the relay start without waiting for each other", () => {
    const waits = (type: string) => made.ofType(type).flatMap((resource) => awaitedTypes(made, resource));
    expect(waits("elasticbeanstalk.Environment").filter((type) => /^(ecs|lb|docker)/.test(type))).toEqual([]);
    expect(waits("ecs.Service").filter((type) => /^(elasticbeanstalk|rds)\./.test(type))).toEqual([]);
  });

  it("lets no product wait for another", () => {
    for (const environment of made.ofType("elasticbeanstalk.Environment")) {
      expect(awaited(made, environment).filter(({ type }) => type === environment.type)).toEqual([]);
    }
  });

  it("starts no instance before new volumes are encrypted and the certificate is issued", () => {
    for (const environment of made.ofType("elasticbeanstalk.Environment")) {
      expect(awaitedTypes(made, environment)).toEqual(
        expect.arrayContaining(["ebs.EncryptionByDefault", "acm.CertificateValidation"]),
      );
    }
  });

  it("looks up three things and a login of the registry, and creates nothing if AWS refuses", async () => {
    expect(made.lookUps.map(({ token }) => token).sort()).toEqual([
      "aws:ecr/getAuthorizationToken:getAuthorizationToken",
      "aws:elasticbeanstalk/getSolutionStack:getSolutionStack",
      "aws:index/getAvailabilityZones:getAvailabilityZones",
      "aws:lb/getHostedZoneId:getHostedZoneId",
    ]);
    await expect(deployStack(stack, { domain: "Example.COM" })).rejects.toThrow("xmpro:domain must be");
  });
});

describe("the program", () => {
  it("refuses a stack that is neither prod nor nonprod", async () => {
    await expect(deploy(program, { stack: "nonprd" })).rejects.toThrow('did you mean "nonprod"?');
  });

  it.each([
    ["domain", "example.com\nevil"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: an attacker would write this text
    ["domain", "${env}.example.com"],
    ["alarmEmails", ['"><script>@example.com']],
    ["smHealthCheckPath", "/a b"],
    ["smParameterPrefix", "*"],
    ["smParameterPrefix", "XM/../AD"],
  ])("refuses the hostile value of %s, %j, before it registers anything", async (key, value) => {
    await expect(deployStack("nonprod", { [key]: value })).rejects.toThrow(`xmpro:${key} must be`);
  });
});
