import { describe, expect, it } from "vitest";
import { type Deployed, type Seen, short } from "../support/program/deploy.ts";
import { deployStack } from "../support/program/deploy-stack.ts";
import { statementsOf } from "../support/program/policy-statements.ts";

const digest = `sha256:${"ab".repeat(32)}`;
const vendors = `709825985650.dkr.ecr.us-east-1.amazonaws.com/eclypses/mte-relay-server@${digest}`;
const collector = `111122223333.dkr.ecr.us-east-1.amazonaws.com/aws-otel-collector@${digest}`;
const variants: readonly (readonly ["prod" | "nonprod", Readonly<Record<string, unknown>>])[] = [
  ["prod", {}],
  ["nonprod", {}],
  ["nonprod", { relayVpcEndpoints: true, relayExec: true, relayWafRateLimit: 2000 }],
  ["nonprod", { relayImage: vendors, relayMarketplace: true }],
  ["nonprod", { relayTracesImage: collector, relayVpcEndpoints: true }],
  ["nonprod", { autoScale: true, smMaxSize: 3, dataProtection: "removable" }],
];
const PRODUCTS = ["sm", "ds", "ad"];

/** Actions and resources of one product: its role may use them, and no other role may. */
function resourcesOf(product: string, stack: string, account: string): Readonly<Record<string, string>> {
  const bucket = `arn:aws:s3:::elasticbeanstalk-us-east-1-${account}`;
  return {
    "s3:GetObject": `${bucket}/resources/environments/${product}-id/_runtime/state.json`,
    "s3:PutObject": `${bucket}/resources/environments/logs/bundle/${product}-id/i-1/log.zip`,
    "logs:PutLogEvents": `arn:aws:logs:us-east-1:${account}:log-group:/aws/elasticbeanstalk/xmpro-${stack}-${product}/IIS-Log:log-stream:i-1`,
    "logs:CreateLogGroup": `arn:aws:logs:us-east-1:${account}:log-group:/aws/elasticbeanstalk/xmpro-${stack}-${product}/IIS-Log`,
    "elasticbeanstalk:PutInstanceStatistics": `arn:aws:elasticbeanstalk:us-east-1:${account}:environment/xmpro-${stack}/xmpro-${stack}-${product}`,
    "ssm:GetParameter": `arn:aws:ssm:us-east-1:${account}:parameter/XM${product.toUpperCase()}/key`,
    "s3:GetObjectVersion": `arn:aws:s3:::packages/${product}/package.zip`,
  };
}

/** Actions and resources that no role of the instances may use. */
function foreign(account: string): readonly (readonly [string, string])[] {
  const bucket = `arn:aws:s3:::elasticbeanstalk-us-east-1-${account}`;
  return [
    ["s3:GetObject", "arn:aws:s3:::elasticbeanstalk-us-east-1-999999999999/resources/environments/e-1/x"],
    ["s3:GetObject", "arn:aws:s3:::elasticbeanstalk-eu-west-1-111122223333/x"],
    ["s3:GetObject", "arn:aws:s3:::elasticbeanstalk-somebody/x"],
    ["s3:GetObject", `${bucket}/other-application/bundle.zip`],
    ["s3:GetObject", `${bucket}/resources/environments/e-other/_runtime/state.json`],
    ["s3:GetObject", `${bucket}/resources/environments/e-other/_runtime/_versions/other-application/v1`],
    ["s3:GetObject", `${bucket}/resources/environments/logs/bundle/e-other/i-1/log.zip`],
    ["s3:PutObject", `${bucket}/resources/environments/logs/bundle/e-other/i-1/log.zip`],
    ["s3:PutObject", `${bucket}/other-application/bundle.zip`],
    ["s3:PutObject", "arn:aws:s3:::certificates/sign.pfx"],
    ["logs:PutLogEvents", `arn:aws:logs:us-east-1:${account}:log-group:/aws/elasticbeanstalk/other/IIS-Log:log-stream:x`],
    ["ssm:GetParameter", `arn:aws:ssm:us-east-1:${account}:parameter/xmpro-prod/database/password`],
    ["ssm:GetParameter", `arn:aws:ssm:us-east-1:${account}:parameter/xmpro-nonprod/relay/identity-seed`],
    ["ssm:GetParameters", `arn:aws:ssm:us-east-1:${account}:parameter/xmpro-prod/relay/client-id-secrets`],
  ];
}

const matches = (pattern: string, text: string) =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
  ).test(text);
const list = (value: unknown) => [value].flat().map(String);

/** Looks at actions and resources only. Conditions can only narrow what is allowed. */
function allows(made: Deployed, role: string, action: string, resource: string): boolean {
  const policies = made.ofType("iam.RolePolicy").filter(({ inputs }) => inputs.role === role);
  return policies
    .flatMap((policy) => Object.values(statementsOf(policy)))
    .some(
      ({ Effect, Action, Resource }) =>
        Effect === "Allow" &&
        list(Action).some((pattern) => matches(pattern, action)) &&
        list(Resource).some((pattern) => matches(pattern, resource)),
    );
}

const trustsOf = (role: Seen) => Object.values(statementsOf(role, "assumeRolePolicy"));

describe.each(variants)("the IAM roles of %s with the settings %j", (stack, settings) => {
  const account = stack === "prod" ? "444455556666" : "111122223333";

  it("trust services only on behalf of this account, and of one resource where the service names it", async () => {
    const made = await deployStack(stack, settings);
    const roles = made.ofType("iam.Role");
    expect(roles.length).toBeGreaterThan(6);
    for (const role of roles) {
      for (const { Principal, Condition } of trustsOf(role)) {
        const { Service } = Principal;
        // EC2 gives a role only to instances of the role's own account, and sends no source.
        if (Service === "ec2.amazonaws.com") continue;
        expect([role.name, Condition?.StringEquals["aws:SourceAccount"]]).toEqual([role.name, account]);
        const source = Condition.ArnLike?.["aws:SourceArn"];
        if (Service !== "elasticbeanstalk.amazonaws.com")
          expect([role.name, source]).toEqual([role.name, expect.stringContaining(`:${account}:`)]);
      }
    }
  });

  it("trust EC2 only if they are for instances", async () => {
    const made = await deployStack(stack, settings);
    const ofInstances = made
      .ofType("iam.Role")
      .filter((role) => trustsOf(role).some(({ Principal }) => Principal.Service === "ec2.amazonaws.com"));
    expect(ofInstances.map(({ name }) => name).sort()).toEqual(["ad", "ds", "sm"]);
  });

  it.each(PRODUCTS)(
    "let the instances of %s use only their own resources, and none of another product or application",
    async (product) => {
      const made = await deployStack(stack, settings);
      for (const owner of PRODUCTS) {
        for (const [action, resource] of Object.entries(resourcesOf(owner, stack, account))) {
          expect([action, resource, allows(made, product, action, resource)]).toEqual([action, resource, owner === product]);
        }
      }
      for (const [action, resource] of foreign(account)) {
        expect([action, resource, allows(made, product, action, resource)]).toEqual([action, resource, false]);
      }
    },
  );

  it("have no AWS managed policy if they are for instances", async () => {
    const made = await deployStack(stack, settings);
    const attached = made.resources.filter(({ type }) => short(type) === "iam.RolePolicyAttachment");
    expect(attached.filter(({ inputs }) => PRODUCTS.includes(String(inputs.role)))).toEqual([]);
  });
});
