import type { RoleKind, Target } from "../names.ts";
import type { PlannedNames } from "../plan/planned-names.ts";
import type { Condition, Statement } from "./statement.ts";

/** Uses of a KMS key, which a role has only through the service that stores the data. */
const KEY_USES = ["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext"];
const ATTACHING = ["iam:AttachRolePolicy", "iam:DetachRolePolicy"];

/** Actions that the table names, and that get a statement with a condition here. */
export const SPECIAL_ACTIONS: ReadonlySet<string> = new Set([...KEY_USES, ...ATTACHING, "kms:CreateGrant"]);

/** Services that encrypt with the stack's key in the caller's name. */
const KEY_SERVICES = ["ecr", "elasticache", "rds", "s3", "ssm"];

/** AWS creates the role of a service for whoever uses that service first in the account. */
const SERVICE_LINKED: Readonly<Record<string, readonly string[]>> = {
  "aws:elasticbeanstalk/environment:Environment": [
    "autoscaling.amazonaws.com",
    "elasticbeanstalk.amazonaws.com",
    "elasticloadbalancing.amazonaws.com",
    "managedupdates.elasticbeanstalk.amazonaws.com",
    "maintenance.elasticbeanstalk.amazonaws.com",
  ],
  "aws:lb/loadBalancer:LoadBalancer": ["elasticloadbalancing.amazonaws.com"],
  "aws:ecs/cluster:Cluster": ["ecs.amazonaws.com"],
  "aws:appautoscaling/target:Target": ["ecs.application-autoscaling.amazonaws.com"],
  "aws:elasticache/replicationGroup:ReplicationGroup": ["elasticache.amazonaws.com"],
  "aws:elasticache/serverlessCache:ServerlessCache": ["elasticache.amazonaws.com"],
  "aws:rds/instance:Instance": ["rds.amazonaws.com"],
  "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": ["wafv2.amazonaws.com"],
};

/** A role is passed to the service that its trust policy names, and to the service that a person asks to use it. */
const PASSED_BY: Readonly<Record<string, readonly string[]>> = {
  "ec2.amazonaws.com": ["elasticbeanstalk.amazonaws.com"],
  "monitoring.rds.amazonaws.com": ["rds.amazonaws.com"],
};

/** Grants that need more than an action and a resource. */
export function conditionalGrants(kind: RoleKind, actions: readonly string[], plan: PlannedNames, target: Target): Statement[] {
  const used = (wanted: readonly string[]) => wanted.filter((action) => actions.includes(action));
  return [
    ...allow("UseStackKey", used(KEY_USES), keys(plan, target), viaServices(plan)),
    ...(kind === "preview" ? [] : deployGrants(used, plan, target)),
  ];
}

function deployGrants(used: (wanted: readonly string[]) => string[], plan: PlannedNames, target: Target): Statement[] {
  const { accountId } = target;
  const policies = plan.values("aws:iam/rolePolicyAttachment:RolePolicyAttachment", "policyArn");
  const roles = plan.names("aws:iam/role:Role").map((name) => roleArn(accountId, name));
  const viaKeyServices = viaServices(plan);
  return [
    ...allow("GrantStackKey", used(["kms:CreateGrant"]), keys(plan, target), {
      ...viaKeyServices,
      Bool: { "kms:GrantIsForAWSResource": "true" },
    }),
    ...allow("AttachPlanned", policies.length > 0 ? used(ATTACHING) : [], roles, { ArnEquals: { "iam:PolicyARN": policies } }),
    ...passing(plan, accountId),
    ...serviceLinkedRoles(plan, accountId),
    ...instances(plan, target),
  ];
}

function allow(Sid: string, Action: readonly string[], Resource: readonly string[], Condition?: Condition): Statement[] {
  if (Action.length === 0 || Resource.length === 0) return [];
  return [{ Sid, Effect: "Allow", Action, Resource, ...(Condition === undefined ? {} : { Condition }) }];
}

function keys(plan: PlannedNames, { accountId }: Target): string[] {
  return plan.regions().map((region) => `arn:aws:kms:${region}:${accountId}:key/*`);
}

function viaServices(plan: PlannedNames): Condition {
  const services = plan.regions().flatMap((region) => KEY_SERVICES.map((service) => `${service}.${region}.amazonaws.com`));
  return { StringEquals: { "kms:ViaService": services } };
}

function roleArn(accountId: string, name: string): string {
  return `arn:aws:iam::${accountId}:role/${name}`;
}

/** The stack's roles, each for the service that it is made for. */
function passing(plan: PlannedNames, accountId: string): Statement[] {
  const byService = new Map<string, string[]>();
  for (const { name, inputs } of plan.resources("aws:iam/role:Role")) {
    const given = typeof inputs.name === "string" ? inputs.name : `${name}-???????`;
    for (const service of trustedServices(inputs.assumeRolePolicy))
      byService.set(service, [...(byService.get(service) ?? []), roleArn(accountId, given)]);
  }
  return [...byService].sort().flatMap(([service, roles], at) =>
    allow(`PassRole${at + 1}`, ["iam:PassRole"], roles.sort(), {
      StringEquals: { "iam:PassedToService": [service, ...(PASSED_BY[service] ?? [])] },
    }),
  );
}

function trustedServices(trust: unknown): string[] {
  const document = (typeof trust === "string" ? JSON.parse(trust) : trust) as {
    Statement: readonly { Principal?: { Service?: string | readonly string[] } }[];
  };
  return document.Statement.flatMap(({ Principal }) => [Principal?.Service ?? []].flat());
}

function serviceLinkedRoles(plan: PlannedNames, accountId: string): Statement[] {
  const services = Object.entries(SERVICE_LINKED).flatMap(([type, names]) => (plan.has(type) ? names : []));
  const unique = [...new Set(services)].sort();
  const roles = unique.map((service) => roleArn(accountId, `aws-service-role/${service}/*`));
  return allow("CreateServiceRoles", ["iam:CreateServiceLinkedRole"], roles, { StringEquals: { "iam:AWSServiceName": unique } });
}

/**
 * Elastic Beanstalk starts instances from its launch templates, and ends those of its own CloudFormation stacks. The host of XMPro's installers starts
 * without a launch template; its name tells it from others.
 */
function instances(plan: PlannedNames, { accountId, region }: Target): Statement[] {
  const arn = (resource: string) => `arn:aws:ec2:${region}:${accountId}:${resource}`;
  const started = [
    `arn:aws:ec2:${region}::image/*`,
    ...["instance", "key-pair", "launch-template", "network-interface", "security-group", "subnet", "volume"].map((kind) =>
      arn(`${kind}/*`),
    ),
  ];
  const hosts = plan.resources("aws:ec2/instance:Instance");
  const names = hosts.flatMap(({ inputs }) => {
    const name = (inputs.tags as { Name?: string } | undefined)?.Name;
    return name === undefined ? [] : [name];
  });
  const stackId = `arn:aws:cloudformation:${region}:${accountId}:stack/awseb-e-*`;
  return [
    ...(plan.has("aws:elasticbeanstalk/environment:Environment")
      ? [
          ...allow("StartByTemplate", ["ec2:RunInstances"], started, {
            ArnLike: { "ec2:LaunchTemplate": arn("launch-template/*") },
          }),
          ...allow("EndOwnInstances", ["ec2:RebootInstances", "ec2:TerminateInstances"], [arn("instance/*")], {
            StringLike: { "aws:ResourceTag/aws:cloudformation:stack-id": stackId },
          }),
        ]
      : []),
    ...(hosts.length > 0
      ? [
          ...allow("StartHost", ["ec2:RunInstances"], started),
          ...allow("EndHost", ["ec2:TerminateInstances"], [arn("instance/*")], {
            StringEquals: { "aws:ResourceTag/Name": names },
          }),
        ]
      : []),
  ];
}
