import { actionOf, s3Target } from "./api-action.ts";
import type { AwsRequest } from "./aws-recorder.ts";

/** Parameters of a request, of whichever protocol: "AlarmNames.member.1" and `{"services":["a"]}` are read alike. */
function parametersOf({ body, headers }: AwsRequest): (name: string) => string | undefined {
  if (/json/.test(String(headers["content-type"]))) {
    const object = parsed(body);
    return (name) => {
      const value = [object[name] ?? []].flat()[0];
      return typeof value === "string" ? value : undefined;
    };
  }
  const form = new URLSearchParams(body);
  return (name) => form.get(name) ?? form.get(`${name}.member.1`) ?? form.get(`${name}.1`) ?? undefined;
}

function parsed(body: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(body)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

type Part = readonly [parameter: string, form: (value: string) => string];

/** Parameters that name the resource of a request, most telling first. A value that is an ARN is taken as it is. */
const NAMED: Readonly<Record<string, readonly Part[]>> = {
  iam: [
    ["InstanceProfileName", (name) => `instance-profile/${name}`],
    ["RoleName", (name) => `role/${name}`],
    ["UserName", (name) => `user/${name}`],
  ],
  ssm: [
    ["Name", (name) => `parameter/${name.replace(/^\//, "")}`],
    ["ResourceId", (name) => `parameter/${name.replace(/^\//, "")}`],
  ],
  logs: [
    ["logGroupName", (name) => `log-group:${name}`],
    ["resourceArn", (name) => name],
  ],
  ecr: [
    ["repositoryName", (name) => `repository/${name}`],
    ["repositoryNames", (name) => `repository/${name}`],
    ["resourceArn", (name) => name],
  ],
  events: [
    ["Rule", (name) => `rule/${name}`],
    ["Name", (name) => `rule/${name}`],
    ["ResourceARN", (name) => name],
  ],
  sns: [
    ["TopicArn", (name) => name],
    ["ResourceArn", (name) => name],
    ["Name", (name) => name],
  ],
  cloudwatch: [
    ["AlarmName", (name) => `alarm:${name}`],
    ["AlarmNames", (name) => `alarm:${name}`],
    ["ResourceARN", (name) => name],
  ],
  rds: [
    ["ResourceName", (name) => name],
    ["OptionGroupName", (name) => `og:${name}`],
    ["DBInstanceIdentifier", (name) => `db:${name}`],
    ["DBParameterGroupName", (name) => `pg:${name}`],
    ["DBSubnetGroupName", (name) => `subgrp:${name}`],
  ],
  elasticache: [
    ["ResourceName", (name) => name],
    ["ReplicationGroupId", (name) => `replicationgroup:${name}`],
    ["ServerlessCacheName", (name) => `serverlesscache:${name}`],
    ["CacheClusterId", (name) => `cluster:${name}`],
    ["CacheParameterGroupName", (name) => `parametergroup:${name}`],
    ["CacheSubnetGroupName", (name) => `subnetgroup:${name}`],
  ],
  elasticbeanstalk: [
    ["ResourceArn", (name) => name],
    ["ApplicationName", (name) => `application/${name}`],
    ["ApplicationNames", (name) => `application/${name}`],
  ],
  elasticloadbalancing: [
    ["ListenerArn", (name) => name],
    ["LoadBalancerArn", (name) => name],
    ["TargetGroupArn", (name) => name],
    ["ResourceArns", (name) => name],
  ],
  ecs: [
    ["resourceArn", (name) => name],
    ["family", (name) => `task-definition/${name}:1`],
  ],
  wafv2: [
    ["WebACLArn", (name) => name],
    ["ResourceARN", (name) => name],
    ["ResourceArn", (name) => name],
  ],
  acm: [["CertificateArn", (name) => name]],
};

/** The ARN of the resource that a request is about; undefined where it names none, or only by an id that says nothing. */
export function resourceOf(request: AwsRequest, account: string): string | undefined {
  const action = actionOf(request);
  const [service = "", name = ""] = action.split(":");
  const parameter = parametersOf(request);
  const { region } = request;
  const arn = (resource: string) =>
    resource.startsWith("arn:") ? resource : `arn:aws:${service}:${service === "iam" ? "" : region}:${account}:${resource}`;
  if (service === "s3") {
    const { bucket, key } = s3Target(request);
    // Several objects are deleted by one request on the bucket.
    const path = key !== "" ? `/${key}` : name.endsWith("Object") ? "/object" : "";
    return bucket === "" ? undefined : `arn:aws:s3:::${bucket}${path}`;
  }
  if (service === "ses") {
    const query = new URLSearchParams(request.url.split("?")[1] ?? "").get("ResourceArn");
    const identity = request.url.split("?")[0]?.split("/identities/")[1]?.split("/")[0] ?? parameter("EmailIdentity");
    return (
      query ?? parameter("ResourceArn") ?? (identity === undefined ? undefined : arn(`identity/${decodeURIComponent(identity)}`))
    );
  }
  if (service === "kms") {
    const key = parameter("KeyId") ?? parameter("TargetKeyId");
    return key === undefined || key.startsWith("alias/") ? undefined : arn(key.startsWith("arn:") ? key : `key/${key}`);
  }
  if (service === "cloudwatch" && parameter("DashboardName") !== undefined)
    return `arn:aws:cloudwatch::${account}:dashboard/${parameter("DashboardName")}`;
  if (service === "ssm" && parameter("Name")?.startsWith("/aws/")) return `arn:aws:ssm:${region}::parameter${parameter("Name")}`;
  if (service === "elasticbeanstalk" && parameter("EnvironmentName") !== undefined && parameter("ApplicationName") !== undefined)
    return arn(`environment/${parameter("ApplicationName")}/${parameter("EnvironmentName")}`);
  if (service === "elasticloadbalancing" && parameter("Name") !== undefined)
    return arn(name === "CreateTargetGroup" ? `targetgroup/${parameter("Name")}/1` : `loadbalancer/app/${parameter("Name")}/1`);
  if (service === "rds" && /SubnetGroup/.test(name)) return arn(`subgrp:${parameter("DBSubnetGroupName") ?? "*"}`);
  for (const [key, form] of NAMED[service] ?? []) {
    const value = parameter(key);
    if (value !== undefined) return arn(form(value));
  }
  return undefined;
}

/** Roles that a request hands to a service, which takes `iam:PassRole`. */
export function passedRoles(request: AwsRequest): { readonly role: string; readonly service: string }[] {
  const parameter = parametersOf(request);
  const passed = (service: string, ...names: string[]) =>
    names.flatMap((name) => {
      const role = parameter(name);
      return role === undefined ? [] : [{ role, service }];
    });
  switch (actionOf(request)) {
    case "iam:AddRoleToInstanceProfile":
      return passed("ec2.amazonaws.com", "RoleName");
    case "ec2:CreateFlowLogs":
      return passed("vpc-flow-logs.amazonaws.com", "DeliverLogsPermissionArn");
    case "rds:CreateDBInstance":
      return passed("monitoring.rds.amazonaws.com", "MonitoringRoleArn");
    case "ecs:RegisterTaskDefinition":
      return passed("ecs-tasks.amazonaws.com", "executionRoleArn", "taskRoleArn");
    default:
      return [];
  }
}

/** Condition keys that a request carries, in lower case. `hosts`: names of instances that were started without a launch template. */
export function contextOf(request: AwsRequest, hosts: readonly string[]): Record<string, string> {
  const parameter = parametersOf(request);
  const policy = parameter("PolicyArn");
  const isEnd = actionOf(request) === "ec2:TerminateInstances" && hosts[0] !== undefined;
  return {
    ...(policy === undefined ? {} : { "iam:policyarn": policy }),
    ...(isEnd ? { "aws:resourcetag/name": hosts[0] ?? "" } : {}),
  };
}

/** The name that a request gives to an instance that it starts. */
export function startedHost(request: AwsRequest): string | undefined {
  if (actionOf(request) !== "ec2:RunInstances") return undefined;
  const form = new URLSearchParams(request.body);
  const key = [...form].find(([name, value]) => /^TagSpecification\.\d+\.Tag\.\d+\.Key$/.test(name) && value === "Name")?.[0];
  return form.get(key?.replace(/Key$/, "Value") ?? "") ?? undefined;
}
