// What keeps the data of a stack, read off the registered resources and from nowhere else.
import { option } from "../../infra/policy/read/beanstalk-settings.ts";
import { readStatement, statementsOf } from "../../infra/policy/read/policy-document.ts";
import type { Registered } from "../engine/engine.ts";
import { encrypted, type Fact, kept, keyOf } from "./facts.ts";
import { Graph, textOf } from "./graph.ts";
import { noun } from "./nouns.ts";
import { balancer, repository, secret, serverlessCache } from "./relay-protection.ts";

export interface Protection {
  /** "SQL Server", "buckets": what is protected. */
  readonly what: string;
  /** Names of all that are protected in the same way. */
  readonly names: readonly string[];
  readonly strengths: readonly string[];
  /** What is left out, by choice or by mistake. */
  readonly gaps: readonly string[];
}

const TYPES: Readonly<Record<string, (resource: Registered, graph: Graph) => readonly Fact[]>> = {
  "aws:rds/instance:Instance": database,
  "aws:elasticache/replicationGroup:ReplicationGroup": redis,
  "aws:elasticache/serverlessCache:ServerlessCache": serverlessCache,
  "aws:s3/bucket:Bucket": bucket,
  "aws:ecr/repository:Repository": repository,
  "aws:secretsmanager/secret:Secret": secret,
  "aws:ssm/parameter:Parameter": (resource, graph) => [
    [
      resource.inputs.type === "SecureString",
      `encrypted with ${keyOf(resource, "keyId", graph)}`,
      "readable, not a SecureString",
    ],
  ],
  "aws:cloudwatch/logGroup:LogGroup": (resource, graph) => [
    [resource.inputs.retentionInDays !== undefined, `kept ${resource.inputs.retentionInDays} days`, "kept for ever"],
    encrypted(resource, "kmsKeyId", graph, resource.inputs.kmsKeyId !== undefined),
  ],
  "aws:elasticbeanstalk/environment:Environment": environment,
  "aws:lb/loadBalancer:LoadBalancer": balancer,
  "aws:ebs/encryptionByDefault:EncryptionByDefault": (resource) => [
    [
      resource.inputs.enabled !== false,
      "every new volume of the account in this region is encrypted, so the instances' too",
      "new volumes are not encrypted",
    ],
  ],
  "aws:kms/key:Key": (resource) => [
    [resource.inputs.enableKeyRotation === true, "changed every year by AWS", "never changed"],
    [true, `${resource.inputs.deletionWindowInDays ?? 30} days to take a deletion back`, ""],
    kept(resource),
  ],
  "aws:route53/zone:Zone": (resource) => [kept(resource)],
};

/** What data is protected how; things of a type that are protected alike are one entry. */
export function protection(resources: readonly Registered[]): Protection[] {
  const graph = new Graph(resources);
  return Object.entries(TYPES).flatMap(([type, factsOf]) => {
    const groups = new Map<string, Protection>();
    for (const resource of graph.ofType(type)) {
      const facts = factsOf(resource, graph);
      const strengths = facts.flatMap(([holds, strength]) => (holds ? strength : []));
      const gaps = facts.flatMap(([holds, , gap]) => (holds ? [] : gap));
      const key = JSON.stringify([strengths, gaps]);
      const names = [...(groups.get(key)?.names ?? []), nameOf(resource)];
      groups.set(key, { what: noun(type, names.length), names, strengths, gaps });
    }
    return [...groups.values()];
  });
}

/** Zones are known by their domain, everything else by its logical name. */
function nameOf(resource: Registered): string {
  return (resource.type === "aws:route53/zone:Zone" ? textOf(resource, "name") : undefined) ?? resource.name;
}

function database(resource: Registered, graph: Graph): Fact[] {
  const { storageEncrypted, backupRetentionPeriod, multiAz, deletionProtection, skipFinalSnapshot } = resource.inputs;
  const days = Number(backupRetentionPeriod ?? 0);
  const parameters = graph.referred(resource, "parameterGroupName").flatMap(({ inputs }) => inputs.parameters ?? []);
  const forcesTls = (parameters as { name: string; value: string }[]).some(
    ({ name, value }) => name === "rds.force_ssl" && value === "1",
  );
  return [
    encrypted(resource, "kmsKeyId", graph, storageEncrypted === true),
    [forcesTls, "TLS only", "takes connections without TLS"],
    [days > 0, `${days} days of backups`, "no backups"],
    [multiAz === true, "a copy in a second zone", "one zone"],
    [deletionProtection === true, "deletion protection", "no deletion protection"],
    [skipFinalSnapshot !== true, "a final snapshot", "no final snapshot"],
    kept(resource),
  ];
}

function redis(resource: Registered, graph: Graph): Fact[] {
  const { atRestEncryptionEnabled, transitEncryptionEnabled, authToken, snapshotRetentionLimit, automaticFailoverEnabled } =
    resource.inputs;
  const days = Number(snapshotRetentionLimit ?? 0);
  return [
    encrypted(resource, "kmsKeyId", graph, atRestEncryptionEnabled === true || atRestEncryptionEnabled === "true"),
    [transitEncryptionEnabled === true, "TLS only", "takes connections without TLS"],
    [authToken !== undefined, "a token", "no token"],
    [days > 0, `a snapshot a day, kept ${days} ${days === 1 ? "day" : "days"}`, "no snapshots"],
    [automaticFailoverEnabled === true, "a copy in a second zone", "one node"],
    kept(resource),
  ];
}

function bucket(resource: Registered, graph: Graph): Fact[] {
  const parts = (name: string) => graph.referring(resource, `aws:s3/bucket${name}:Bucket${name}`, "bucket");
  const [block] = parts("PublicAccessBlock");
  const blocks = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"];
  const versioning = parts("Versioning").some(
    ({ inputs }) => (inputs.versioningConfiguration as { status?: string })?.status === "Enabled",
  );
  return [
    [parts("ServerSideEncryptionConfiguration").length > 0, "encrypted", "encryption left to the account"],
    [versioning, "versioned", "old versions are lost"],
    [parts("Policy").some(refusesPlainHttp), "TLS only", "readable without TLS"],
    [blocks.every((name) => block?.inputs[name] === true), "public access blocked", "public access is not blocked"],
    [parts("Logging").length > 0, "accesses logged", "accesses not logged"],
    kept(resource),
  ];
}

function refusesPlainHttp(policy: Registered): boolean {
  return (statementsOf(policy.inputs.policy) ?? [])
    .map((statement) => readStatement(statement as Record<string, unknown>))
    .some(({ allows, conditions }) => !allows && conditions.bool?.["aws:securetransport"]?.includes("false"));
}

function environment({ inputs }: Registered): Fact[] {
  const read = (namespace: string, name: string) => option(inputs.settings, namespace, name);
  const policy = read("aws:elbv2:listener:443", "SSLPolicy");
  const logs = (name: string) => read("aws:elasticbeanstalk:cloudwatch:logs", name);
  return [
    [policy !== undefined, `TLS as ${policy}`, "no HTTPS until the certificate is issued"],
    [read("aws:elbv2:loadbalancer", "AccessLogsS3Enabled") === "true", "requests logged", "requests not logged"],
    [logs("StreamLogs") === "true", `logs kept ${logs("RetentionInDays")} days`, "logs lost with the instance"],
    [logs("DeleteOnTerminate") !== "true", "logs outlive the environment", "destroy takes the logs"],
  ];
}
