import { fixedStart, hasWildcard } from "./glob.ts";

/** The parts of an ARN; the last one may contain colons. Undefined: it is no ARN. */
interface Arn {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

export function parseArn(text: string): Arn | undefined {
  const [, service, region, account, resource] = /^arn:[^:]*:([^:]*):([^:]*):([^:]*):(.*)$/is.exec(text) ?? [];
  if (service === undefined || region === undefined || account === undefined || resource === undefined) return undefined;
  return { service: service.toLowerCase(), region, account, resource };
}

/**
 * A list of shorter prefixes adds up to everything: 36 of one letter do, a million of four do not.
 */
const LETTERS_OF_A_NAME = 4;
/** The kind of resource before its name: "parameter/", "log-group:", "secret:". */
const KIND = /^[a-z][a-z-]*[:/]/i;
/** A second part of the kind: "loadbalancer/app/", "regional/webacl/", and paths that AWS chooses, "role/aws-service-role/". */
const SECOND_KIND =
  /^((app|net|gwy|webacl|ipset|rulegroup|regexpatternset|managedruleset|aws-service-role|service-role|aws-reserved)\/)+/i;
/** Services whose ARNs have a name and no kind. In all others, "parameter*" is every parameter. */
const WITHOUT_KIND: readonly string[] = ["s3", "sns", "sqs"];

/**
 * True if the pattern of a Resource stands for resources that have nothing in common but their kind. Only a name may end in a wildcard,
 * after some letters, and the name of a bucket, which is one of all accounts, may not.
 */
export function isWide(pattern: string): boolean {
  const arn = parseArn(pattern);
  if (arn === undefined) return true;
  const { service, resource } = arn;
  const before = pattern.slice(0, pattern.length - resource.length);
  if (hasWildcard(before)) return true;
  if (!hasWildcard(resource)) return false;
  if (service === "s3" && arn.account === "") return hasWildcard(resource.split("/")[0] ?? "");
  const start = fixedStart(resource);
  // The ARN of a bucket has no account. What has one has a kind too: "accesspoint/".
  const hasKind = service === "s3" || !WITHOUT_KIND.includes(service);
  if (hasKind && !KIND.test(start)) return true;
  const name = hasKind ? start.replace(KIND, "").replace(SECOND_KIND, "") : start;
  // Names that AWS chooses begin with the region: those of user pools.
  const own = arn.region !== "" && name.startsWith(arn.region) ? name.slice(arn.region.length) : name;
  return own.replace(/[^a-z0-9]/gi, "").length < LETTERS_OF_A_NAME;
}
