import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { keyPolicy } from "../../../github/bootstrap/account/key.ts";
import { namesOf, type RoleKind } from "../../../github/bootstrap/names.ts";
import { ACTIONS_WITHOUT_RESOURCE } from "../../../github/bootstrap/permissions/actions-without-resource.ts";
import { DOCTOR } from "../../../github/bootstrap/permissions/doctor.ts";
import { MAX_POLICIES, managedPolicies } from "../../../github/bootstrap/permissions/managed-policies.ts";
import type { Document } from "../../../github/bootstrap/permissions/statement.ts";
import { statementsOf, tokensOf } from "../../../github/bootstrap/permissions/statements.ts";
import { TABLE } from "../../../github/bootstrap/permissions/table.ts";
import { type Plan, planOf } from "../../../github/bootstrap/plan/plan.ts";
import { services } from "../../../preview/aws/services.ts";
import { readStackConfig } from "../../../preview/engine/stack-config.ts";
import { allows, type IamRequest } from "./policy-evaluator.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const KEY = "arn:aws:kms:us-east-1:444455556666:key/11111111-2222-3333-4444-555555555555";
const target = (stack: string) => ({ project: "xmpro", stack, accountId: "444455556666", region: "us-east-1" });
const EVERYTHING = {
  mail: "ses",
  installerHost: "on",
  sqlNativeBackup: "on",
  sqlBackupRegion: "us-west-2",
  relayVpcEndpoints: "true",
  webAcl: "on",
  accountBaseline: "on",
  accountBudget: "3000",
};
/** IAM actions by service, with the kinds of resources that AWS grants them on. */
const REFERENCE = JSON.parse(readFileSync(join(import.meta.dirname, "iam-actions.json"), "utf8")).actions as Record<
  string,
  Record<string, string>
>;
const inReference = Object.entries(REFERENCE).flatMap(([service, actions]) =>
  Object.keys(actions).map((name) => `${service}:${name}`),
);

const plans = new Map<string, Plan>();
beforeAll(async () => {
  for (const stack of ["prod", "nonprod"]) plans.set(stack, await planOf(ROOT, target(stack)));
  plans.set("prod with everything", await planWith(EVERYTHING));
});

/** The plan of prod with other settings. */
function planWith(settings: Readonly<Record<string, string>>): Promise<Plan> {
  const { project, secretKeys, config } = readStackConfig(ROOT, "prod");
  const more = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`xmpro:${key}`, value]));
  return planOf(ROOT, target("prod"), { project, secretKeys, config: { ...config, ...more } });
}

const STACKS = ["prod", "nonprod", "prod with everything"];
const made = new Map<string, Document[]>();

/** The policies of a role, made once. */
function policies(name: string, kind: RoleKind): Document[] {
  const known = made.get(name + kind);
  if (known !== undefined) return known;
  const documents = managedPolicies(statementsOf(kind, plans.get(name) as Plan, target(name.split(" ")[0] ?? ""), KEY));
  made.set(name + kind, documents);
  return documents;
}

describe("the table of types and IAM actions", () => {
  const known = services.flatMap(({ types, lookUps = {} }) => [...Object.keys(types), ...Object.keys(lookUps)]);
  const inAccount = known.filter((token) => !token.startsWith("awsx:"));

  it("has a row for every type and look-up that the program may use, whatever its settings", () => {
    expect(inAccount.filter((token) => !Object.hasOwn(TABLE, token))).toEqual([]);
  });

  it("has no row that nothing uses", () => {
    const planned = [...plans.values()].flatMap(tokensOf);
    expect(Object.keys(TABLE).filter((token) => !inAccount.includes(token) && !planned.includes(token))).toEqual([]);
  });

  it("has a row for everything in the plans, children of awsx included", () => {
    for (const plan of plans.values()) expect(tokensOf(plan).filter((token) => !Object.hasOwn(TABLE, token))).toEqual([]);
  });

  it("names only actions that AWS's reference knows, each whole", () => {
    const used = [...Object.values(TABLE), DOCTOR].flatMap(({ read, write }) => [...read, ...write]);
    expect(used.filter((action) => !inReference.includes(action))).toEqual([]);
    expect(used.filter((action) => /[*?]/.test(action))).toEqual([]);
  });

  it("grants on every resource exactly the actions that AWS grants on nothing narrower", () => {
    const bare = inReference.filter((action) => {
      const [service = "", name = ""] = action.split(":");
      return REFERENCE[service]?.[name] === "";
    });
    expect([...ACTIONS_WITHOUT_RESOURCE].sort()).toEqual(bare.sort());
  });

  it("reads with actions that read, and never lets the preview role write", () => {
    const reading = Object.values(TABLE).flatMap(({ read }) => read);
    const others = reading.filter((action) => !/:(Get|List|Describe)/.test(action));
    expect([...new Set(others)].sort()).toEqual(["budgets:ViewBudget", "kms:Decrypt"]);
  });
});

describe.each(STACKS)("the policies of %s", (name) => {
  it.each(["preview", "deploy"] as const)("fit into IAM's limits for the %s role", (kind) => {
    const documents = policies(name, kind);
    expect(documents.length).toBeLessThanOrEqual(MAX_POLICIES);
    for (const document of documents) expect(JSON.stringify(document).length).toBeLessThanOrEqual(6144);
  });

  it.each(["preview", "deploy"] as const)("name single actions, and resources wherever AWS has some, for the %s role", (kind) => {
    for (const { Effect, Action, Resource = [] } of policies(name, kind).flatMap(({ Statement }) => Statement)) {
      if (Effect === "Deny") continue;
      expect(Action.filter((action) => /[*?]/.test(action))).toEqual([]);
      expect(Resource.length).toBeGreaterThan(0);
      if (Resource.includes("*")) expect(Action.filter((action) => !ACTIONS_WITHOUT_RESOURCE.has(action))).toEqual([]);
      // No service as a whole: "arn:aws:rds:us-east-1:444455556666:*".
      for (const arn of Resource) expect(arn).not.toMatch(/^arn:([^:]*:){4}\*$/);
    }
  });

  it("have no action for a type that the plan lacks", () => {
    const plan = plans.get(name) as Plan;
    const planned = new Set(tokensOf(plan).flatMap((token) => [...(TABLE[token]?.read ?? []), ...(TABLE[token]?.write ?? [])]));
    const own = new Set([
      ...DOCTOR.read,
      ...[
        "s3:ListBucket",
        "s3:GetObject",
        "s3:PutObject",
        "s3:DeleteObject",
        "kms:Decrypt",
        "kms:DescribeKey",
        "kms:GenerateDataKey",
      ],
      ...["iam:PassRole", "iam:CreateServiceLinkedRole", "ec2:RunInstances", "ec2:TerminateInstances", "ec2:RebootInstances"],
    ]);
    const allowed = policies(name, "deploy")
      .flatMap(({ Statement }) => Statement)
      .filter(({ Effect }) => Effect === "Allow")
      .flatMap(({ Action }) => Action);
    expect(allowed.filter((action) => !planned.has(action) && !own.has(action))).toEqual([]);
  });
});

describe("the calls that a rehearsal recorded", () => {
  const recorded = JSON.parse(readFileSync(join(import.meta.dirname, "recorded-actions.json"), "utf8")) as Record<
    RoleKind,
    string[]
  >;

  // `npm run rehearse -- bootstrap` compares them with their resources; this finds a lost action without an emulator.
  it.each(["preview", "deploy"] as const)("are each allowed to the %s role on some resource", (kind) => {
    const documents = policies("prod with everything", kind);
    const context = {
      "aws:resourcetag/name": "xmpro-prod-installer-host",
      "iam:policyarn": "arn:aws:iam::aws:policy/AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy",
    };
    expect(recorded[kind].length).toBeGreaterThan(100);
    expect(recorded[kind].filter((action) => !allows(documents, { action, context }))).toEqual([]);
  });
});

describe("a plan without the relay", () => {
  it("gives no action of ECS, ECR and Application Auto Scaling", async () => {
    const plan = await planWith({ relayEnabled: "false" });
    const text = JSON.stringify(statementsOf("deploy", plan, target("prod"), KEY));
    expect(text).toContain("rds:CreateDBInstance");
    for (const gone of ['"ecs:', '"ecr:', '"application-autoscaling:']) expect(text).not.toContain(gone);
  });
});

describe("what the roles may not do", () => {
  const { roleArn, bucket } = namesOf(target("prod"));
  const may = (kind: RoleKind, action: string, resource?: string, context: IamRequest["context"] = {}) =>
    allows(policies("prod with everything", kind), { action, ...(resource === undefined ? {} : { resource }), context });
  const iam = (resource: string) => `arn:aws:iam::444455556666:${resource}`;

  it("lets the deploy role create the stack's roles and attach the planned policies, so that the refusals below mean something", () => {
    expect(may("deploy", "iam:CreateRole", iam("role/sm-1a2b3c4"))).toBe(true);
    const policy = "arn:aws:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole";
    expect(may("deploy", "iam:AttachRolePolicy", iam("role/database-monitoring-1a2b3c4"), { "iam:policyarn": policy })).toBe(
      true,
    );
    expect(may("deploy", "iam:PassRole", iam("role/sm-1a2b3c4"), { "iam:passedtoservice": "ec2.amazonaws.com" })).toBe(true);
  });

  it.each([
    ["change its own trust", "iam:UpdateAssumeRolePolicy", roleArn("deploy")],
    ["change the preview role's trust", "iam:UpdateAssumeRolePolicy", roleArn("preview")],
    ["give itself an inline policy", "iam:PutRolePolicy", roleArn("deploy")],
    ["write a version of its own policies", "iam:CreatePolicyVersion", iam("policy/xmpro-prod-deploy-1")],
    ["create a policy", "iam:CreatePolicy", iam("policy/x")],
    ["create a role of another name", "iam:CreateRole", iam("role/admin")],
    ["create a role with a longer name", "iam:CreateRole", iam("role/sm-1a2b3c4d")],
    ["create a user of another name", "iam:CreateUser", iam("user/mallory")],
    ["make an access key of a person", "iam:CreateAccessKey", iam("user/alice")],
    ["change GitHub's provider", "iam:AddClientIDToOpenIDConnectProvider", namesOf(target("prod")).providerArn],
    ["delete the key of the state", "kms:ScheduleKeyDeletion", KEY],
    ["change who may use the key of the state", "kms:PutKeyPolicy", KEY],
    ["delete an old version of the state", "s3:DeleteObjectVersion", `arn:aws:s3:::${bucket}/.pulumi/stacks/xmpro/prod.json`],
    ["open the state's bucket", "s3:PutBucketPolicy", `arn:aws:s3:::${bucket}`],
    ["write another stack's state", "s3:PutObject", `arn:aws:s3:::${bucket}/.pulumi/stacks/xmpro/nonprod.json`],
    ["read the certificates' private keys", "s3:GetObject", "arn:aws:s3:::certificates-1a2b3c4/ssl.pfx"],
    ["read another bucket", "s3:GetObject", "arn:aws:s3:::payroll/x"],
    ["read another program's parameter", "ssm:GetParameter", "arn:aws:ssm:us-east-1:444455556666:parameter/other/password"],
    ["delete another database", "rds:DeleteDBInstance", "arn:aws:rds:us-east-1:444455556666:db:payroll"],
    ["run a command on an instance", "ssm:SendCommand", "arn:aws:ec2:us-east-1:444455556666:instance/i-1"],
    ["open a session on an instance", "ssm:StartSession", "arn:aws:ec2:us-east-1:444455556666:instance/i-1"],
    ["take on another role", "sts:AssumeRole", iam("role/admin")],
    ["stop the account's trail", "cloudtrail:StopLogging", "arn:aws:cloudtrail:us-east-1:444455556666:trail/all"],
    ["end another instance", "ec2:TerminateInstances", "arn:aws:ec2:us-east-1:444455556666:instance/i-1"],
  ])("refuses both roles to %s", (_, action, resource) => {
    expect([may("deploy", action, resource), may("preview", action, resource)]).toEqual([false, false]);
  });

  it("refuses to attach a policy that the plan does not have, such as AdministratorAccess", () => {
    const context = { "iam:policyarn": "arn:aws:iam::aws:policy/AdministratorAccess" };
    expect(may("deploy", "iam:AttachRolePolicy", iam("role/sm-1a2b3c4"), context)).toBe(false);
  });

  it("refuses to pass a role to another service than its own, and a role that is not the stack's to any", () => {
    const lambda = { "iam:passedtoservice": "lambda.amazonaws.com" };
    expect(may("deploy", "iam:PassRole", iam("role/sm-1a2b3c4"), lambda)).toBe(false);
    expect(may("deploy", "iam:PassRole", iam("role/relay-task-1a2b3c4"), { "iam:passedtoservice": "ec2.amazonaws.com" })).toBe(
      false,
    );
    expect(may("deploy", "iam:PassRole", iam("role/admin"), { "iam:passedtoservice": "ec2.amazonaws.com" })).toBe(false);
    expect(may("deploy", "iam:PassRole", roleArn("deploy"), { "iam:passedtoservice": "ec2.amazonaws.com" })).toBe(false);
  });

  it("decrypts with another key than Pulumi's only through the services that store the stack's data", () => {
    const other = "arn:aws:kms:us-east-1:444455556666:key/other";
    expect(may("preview", "kms:Decrypt", KEY)).toBe(true);
    expect(may("preview", "kms:Decrypt", other)).toBe(false);
    expect(may("preview", "kms:Decrypt", other, { "kms:viaservice": "ssm.us-east-1.amazonaws.com" })).toBe(true);
    expect(may("deploy", "kms:CreateGrant", other, { "kms:viaservice": "rds.us-east-1.amazonaws.com" })).toBe(false);
  });

  it("lets the preview role write nothing, not even a lock: it could take away that of a deployment", () => {
    const writes = policies("prod with everything", "preview")
      .flatMap(({ Statement }) => Statement)
      .filter(({ Action }) =>
        Action.some((action) => !/:(Get|List|Describe|ViewBudget)|^kms:(Decrypt|GenerateDataKey)$/.test(action)),
      );
    expect(writes).toEqual([]);
  });

  it("lets the account's administrators govern the key, and both roles use it only", () => {
    const [, roles] = keyPolicy(target("prod")).Statement;
    expect(roles?.Principal).toEqual({ AWS: [roleArn("preview"), roleArn("deploy")] });
    expect(roles?.Action).toEqual(["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]);
  });
});
