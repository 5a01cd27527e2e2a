// What a person wants to know of a resource, in a few words.
import { listOption, option } from "../../infra/policy/read/beanstalk-settings.ts";
import type { Registered } from "../engine/engine.ts";
import { type Graph, textOf } from "./graph.ts";

type Describe = (resource: Registered, graph: Graph) => string | undefined;

const EDITIONS: Readonly<Record<string, string>> = { ex: "Express", web: "Web", se: "Standard", ee: "Enterprise" };

/** Types that a component is there for: the words stand on the component's own line. */
const MAIN: Readonly<Record<string, Describe>> = {
  "aws:acm/certificate:Certificate": certificate,
  "aws:ecr/repository:Repository": ({ inputs }) =>
    `${inputs.imageTagMutability === "IMMUTABLE" ? "immutable tags" : "mutable tags"}`,
  "aws:ecs/service:Service": service,
  "aws:elasticache/serverlessCache:ServerlessCache": serverlessCache,
  "aws:lb/loadBalancer:LoadBalancer": balancer,
  "aws:secretsmanager/secret:Secret": () => "in Secrets Manager",
  "docker:index/image:Image": ({ inputs }) => `built here for ${(inputs.build as { platform?: string } | undefined)?.platform}`,
  "aws:elasticache/replicationGroup:ReplicationGroup": ({ inputs }) =>
    `${inputs.nodeType} × ${inputs.numCacheClusters}, ${inputs.engine} ${inputs.engineVersion}`,
  "aws:elasticbeanstalk/application:Application": (resource) => textOf(resource, "name"),
  "aws:elasticbeanstalk/environment:Environment": environment,
  "aws:kms/key:Key": () => "KMS key",
  "aws:rds/instance:Instance": database,
  "aws:s3/bucket:Bucket": () => "S3 bucket",
  "aws:sns/topic:Topic": () => "SNS topic",
  "aws:ssm/parameter:Parameter": (resource) => textOf(resource, "name"),
  "aws:ec2/vpc:Vpc": (resource) => textOf(resource, "cidrBlock"),
};

/** Types worth a line of their own below the component. */
const NOTABLE: Readonly<Record<string, Describe>> = {
  "aws:ebs/encryptionByDefault:EncryptionByDefault": () => "new volumes of the account, in this region",
  "aws:ec2/natGateway:NatGateway": () => undefined,
  "aws:ec2/subnet:Subnet": ({ name }) => /-(public|private|isolated)-/.exec(name)?.[1],
  "aws:ec2/vpcEndpoint:VpcEndpoint": (resource) =>
    `${textOf(resource, "serviceName")?.split(".").at(-1)}, ${textOf(resource, "vpcEndpointType") ?? "Gateway"}`,
  "aws:ec2/flowLog:FlowLog": (resource) => `${textOf(resource, "trafficType")?.toLowerCase() ?? "all"} traffic`,
  "aws:route53/zone:Zone": (resource) => textOf(resource, "name"),
  "aws:sns/topicSubscription:TopicSubscription": (resource) =>
    `${textOf(resource, "protocol")} to ${textOf(resource, "endpoint")}`,
};

/** Words for the line of the component that is there for this resource. */
export function describeMain(resource: Registered, graph: Graph): string | undefined {
  return MAIN[resource.type]?.(resource, graph);
}

/** True when resources of this type get a line. */
export function isNotable(type: string): boolean {
  return Object.hasOwn(NOTABLE, type);
}

/** Words for several resources of one type: what is said of more than one is said once, with a number. */
export function describeAll(resources: readonly Registered[], graph: Graph): string {
  const said = new Map<string, number>();
  for (const resource of resources) {
    const words = NOTABLE[resource.type]?.(resource, graph);
    if (words !== undefined) said.set(words, (said.get(words) ?? 0) + 1);
  }
  return [...said].map(([words, times]) => (times === 1 ? words : `${times} ${words}`)).join(", ");
}

function database({ inputs }: Registered): string {
  const edition = EDITIONS[String(inputs.engine).replace("sqlserver-", "")] ?? String(inputs.engine);
  const zones = inputs.multiAz === true ? "two zones" : "single zone";
  return `${edition} ${inputs.engineVersion}, ${inputs.instanceClass}, ${inputs.allocatedStorage}–${inputs.maxAllocatedStorage} GiB, ${zones}`;
}

function environment(resource: Registered, graph: Graph): string {
  const { settings } = resource.inputs;
  const size = (name: string) => option(settings, "aws:autoscaling:asg", name);
  const platform = /Windows Server (Core )?\d+/.exec(textOf(resource, "solutionStackName") ?? "")?.[0];
  const hosts = graph.referring(resource, "aws:route53/record:Record", "aliases").map((record) => textOf(record, "name"));
  const instances = `${listOption(settings, "aws:ec2:instances", "InstanceTypes").join(" or ")} ${size("MinSize")}–${size("MaxSize")}`;
  return [instances, platform, ...new Set(hosts)].filter((word) => word !== undefined).join(", ");
}

/** "2–4 tasks of 0.5 vCPU and 1 GB, Linux ARM64". */
function service(resource: Registered, graph: Graph): string {
  const [task] = graph.referred(resource, "taskDefinition", "aws:ecs/taskDefinition:TaskDefinition");
  const [range] = graph
    .ofType("aws:appautoscaling/target:Target")
    .filter((target) => graph.referred(target, "resourceId").includes(resource));
  const { cpu, memory, runtimePlatform } = task?.inputs ?? {};
  const { cpuArchitecture } = (runtimePlatform ?? {}) as { cpuArchitecture?: string };
  const tasks = range ? `${range.inputs.minCapacity}–${range.inputs.maxCapacity}` : `${resource.inputs.desiredCount}`;
  return `${tasks} tasks of ${Number(cpu) / 1024} vCPU and ${Number(memory) / 1024} GB, Linux ${cpuArchitecture ?? "X86_64"}`;
}

/** "valkey 8, at most 1 GB and 5000 ECPU a second". */
function serverlessCache({ inputs }: Registered): string {
  const limits = inputs.cacheUsageLimits as
    | { dataStorage?: { maximum?: number }; ecpuPerSeconds?: readonly { maximum?: number }[] }
    | undefined;
  const [ecpu] = limits?.ecpuPerSeconds ?? [];
  return `${inputs.engine} ${inputs.majorEngineVersion}, at most ${limits?.dataStorage?.maximum} GB and ${ecpu?.maximum} ECPU a second`;
}

function balancer(resource: Registered, graph: Graph): string | undefined {
  const hosts = graph.referring(resource, "aws:route53/record:Record", "aliases").map((record) => textOf(record, "name"));
  return [...new Set(hosts)].join(", ") || undefined;
}

function certificate(resource: Registered): string {
  const { domainName, subjectAlternativeNames, certificateBody } = resource.inputs;
  if (certificateBody !== undefined) return "imported";
  const others = Array.isArray(subjectAlternativeNames) ? subjectAlternativeNames.length : 0;
  return others === 0 ? String(domainName) : `${domainName} and ${others} more`;
}
