import { accountBaseline } from "./account-baseline.ts";
import { acm } from "./acm.ts";
import { appAutoScaling } from "./app-auto-scaling.ts";
import { awsx } from "./awsx.ts";
import { cloudwatch } from "./cloudwatch.ts";
import { docker } from "./docker.ts";
import { ebs } from "./ebs.ts";
import { ecr } from "./ecr.ts";
import { ecs } from "./ecs.ts";
import { elasticBeanstalk } from "./elastic-beanstalk.ts";
import { elasticache } from "./elasticache.ts";
import { iam } from "./iam.ts";
import { kms } from "./kms.ts";
import { loadBalancing } from "./load-balancing.ts";
import { parameterStore } from "./parameter-store.ts";
import { provider } from "./provider.ts";
import { random } from "./random.ts";
import { rds } from "./rds.ts";
import { route53 } from "./route53.ts";
import { s3 } from "./s3.ts";
import type { ResourceType, Service } from "./service.ts";
import { ses } from "./ses.ts";
import { sns } from "./sns.ts";
import { vpc } from "./vpc.ts";
import { waf } from "./waf.ts";

/** Every service that the program uses; the preview shows data and its protection in this order. */
export const services: readonly Service[] = [
  rds,
  elasticache,
  s3,
  ecr,
  parameterStore,
  cloudwatch,
  elasticBeanstalk,
  loadBalancing,
  ebs,
  kms,
  route53,
  vpc,
  ecs,
  acm,
  appAutoScaling,
  iam,
  ses,
  sns,
  waf,
  awsx,
  docker,
  random,
  provider,
  ...accountBaseline,
];

const types: ReadonlyMap<string, ResourceType> = new Map(services.flatMap(({ types }) => Object.entries(types)));
/** Module of a type token, such as "aws:ec2", to the name of its service. */
const titles: ReadonlyMap<string, string> = new Map(
  services.flatMap(({ title, types }) => Object.keys(types).map((type) => [moduleOf(type), title] as const)),
);

/** What the preview knows of a type; undefined for a component and for an unknown type. */
export function resourceType(type: string): ResourceType | undefined {
  return types.get(type);
}

/** The name of a type's service, or its module for an unknown type. */
export function serviceTitle(type: string): string {
  const module = moduleOf(type);
  return titles.get(module) ?? module.replace(/^aws:/, "");
}

/** "aws:ec2" for "aws:ec2/vpc:Vpc"; another provider's name. */
function moduleOf(type: string): string {
  const [provider = "", module = ""] = type.split(":");
  return provider === "aws" ? `aws:${module.split("/")[0]}` : provider;
}
