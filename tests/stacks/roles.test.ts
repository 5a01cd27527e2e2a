import { describe, expect, it } from "vitest";
import { type Deployed, type Seen, short } from "../support/program/deploy.ts";
import { deployStack } from "../support/program/deploy-stack.ts";
import { statementsOf } from "../support/program/policy-statements.ts";

const digest = `sha256:${"ab".repeat(32)}`;
const vendors = `709825985650.dkr.ecr.us-east-1.amazonaws.com/eclypses/mte-relay-server@${digest}`;
const variants: readonly (readonly ["prod" | "nonprod", Readonly<Record<string, unknown>>])[] = [
  ["prod", {}],
  ["nonprod", {}],
  ["nonprod", { relayVpcEndpoints: true, relayExec: true, relayWafRateLimit: 2000 }],
  ["nonprod", { relayImage: vendors, relayMarketplace: true }],
  ["nonprod", { autoScale: true, smMaxSize: 3, dataProtection: "removable" }],
];
const PRODUCTS = ["sm", "ds", "ad"];

/** What is kept apart by product: a role may touch its own, and nobody else's. */
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

/** What no role of the instances may touch. */
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

/** As far as actions and resources tell; conditions only narrow it. */
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

describe.each(variants)("the roles of %s with %j", (stack, settings) => {
  const account = stack === "prod" ? "444455556666" : "111122223333";

  it("are for services that work for this account, and say for which resource where the service says it", async () => {
    const made = await deployStack(stack, settings);
    const roles = made.ofType("iam.Role");
    expect(roles.length).toBeGreaterThan(6);
    for (const role of roles) {
      for (const { Principal, Condition } of trustsOf(role)) {
        const { Service } = Principal;
        // EC2 hands a role to an instance of the account that holds the role, and says no source.
        if (Service === "ec2.amazonaws.com") continue;
        expect([role.name, Condition?.StringEquals["aws:SourceAccount"]]).toEqual([role.name, account]);
        const source = Condition.ArnLike?.["aws:SourceArn"];
        if (Service !== "elasticbeanstalk.amazonaws.com")
          expect([role.name, source]).toEqual([role.name, expect.stringContaining(`:${account}:`)]);
      }
    }
  });

  it("are taken by EC2 only where instances have them", async () => {
    const made = await deployStack(stack, settings);
    const ofInstances = made
      .ofType("iam.Role")
      .filter((role) => trustsOf(role).some(({ Principal }) => Principal.Service === "ec2.amazonaws.com"));
    expect(ofInstances.map(({ name }) => name).sort()).toEqual(["ad", "ds", "sm"]);
  });

  it.each(PRODUCTS)(
    "let the instances of %s use what is theirs, and nothing of another product or of anybody else",
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

  it("of instances have no policy of AWS's", async () => {
    const made = await deployStack(stack, settings);
    const attached = made.resources.filter(({ type }) => short(type) === "iam.RolePolicyAttachment");
    expect(attached.filter(({ inputs }) => PRODUCTS.includes(String(inputs.role)))).toEqual([]);
  });
});
