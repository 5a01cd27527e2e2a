// What a DNS record points to, and whether it is of this stack.
import type { CheckedResource } from "../../rule.ts";
import { nested } from "../nested.ts";
import { known, knownItems, strings } from "../unknown-values.ts";
import { hostName, hostsOf } from "./hosts.ts";

/** Arguments in which AWS returns a resource's own DNS name or address. */
const NAMES = [
  "dnsName",
  "endpointUrl",
  "cname",
  "domainName",
  "cloudfrontDomainName",
  "publicIp",
  "address",
  "fqdn",
  "regionalDomainName",
];

/** Names that only AWS answers, and that prove something instead of leading anywhere: ACM's validation, and SES's DKIM keys. */
const PROOF = /\.(acm-validations\.aws|dkim\.([a-z0-9-]+\.)?amazonses\.com)$/;

/** A load balancer of Elastic Beanstalk. Its name holds no part of the environment's. */
const OF_BEANSTALK = /^awseb-[^.]*\.([a-z0-9-]+\.)?elb(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/;
const ENVIRONMENT = "aws:elasticbeanstalk/environment:Environment";

const TYPES = ["A", "AAAA", "CNAME", "NS", "DNAME"];

interface Target {
  readonly argument: "aliases" | "records";
  /** In lower case, without the dot at the end. */
  readonly name: string;
}

/** The targets of a record that leads somewhere, as far as they are known. */
export function targetsOf({ props }: CheckedResource): Target[] {
  const type = known(() => String(props.type).toUpperCase());
  const aliases = known(() => props.aliases);
  const names = knownItems(aliases).flatMap((alias) => strings(known(() => nested(alias, "name"))));
  const records = type !== undefined && TYPES.includes(type) ? strings(known(() => props.records)) : [];
  return [
    ...names.map((name) => ({ argument: "aliases" as const, name: hostName(name).replace(/^dualstack\./, "") })),
    ...records.map((name) => ({ argument: "records" as const, name: hostName(name) })),
  ].filter(({ name }) => name !== "");
}

/**
 * True if the target is a resource of this stack, or a proof that AWS asks for. Where AWS has not named the resource yet, as in a
 * preview, the name has to begin as AWS will form it.
 */
export function isOfStack({ argument, name }: Target, record: CheckedResource, all: readonly CheckedResource[]): boolean {
  if (PROOF.test(name) || isHostOfRecord(name, record, all)) return true;
  if (all.some((resource) => ownNames(resource).includes(name))) return true;
  const urns = record.propertyDependencies?.[argument] ?? [];
  return all.some((resource) => urns.includes(resource.urn) && ownNames(resource).length === 0 && isNameFor(resource, name));
}

/** A name for another record of the stack, such as that of a load balancer. */
function isHostOfRecord(name: string, record: CheckedResource, all: readonly CheckedResource[]): boolean {
  return hostsOf(all.filter(({ type, urn }) => type === record.type && urn !== record.urn)).includes(name);
}

function ownNames({ type, props }: CheckedResource): string[] {
  // A certificate has names that it does not answer.
  if (type === "aws:acm/certificate:Certificate" || type === "aws:route53/record:Record") return [];
  if (type === "aws:route53/zone:Zone") return strings(known(() => props.nameServers)).map(hostName);
  return NAMES.flatMap((argument) => strings(known(() => props[argument]))).map(hostName);
}

function isNameFor({ type, name: logicalName, props }: CheckedResource, name: string): boolean {
  if (type === ENVIRONMENT) return OF_BEANSTALK.test(name);
  const physicalName = known(() => props.name);
  const [first = ""] = name.replace(/^internal-/, "").split(".");
  return [logicalName, physicalName].some((own) => typeof own === "string" && own !== "" && first.startsWith(own.toLowerCase()));
}
