import type { UpstreamReach } from "../../../infra/relay/relay-settings.ts";
import { cidrForm, groupForm } from "../reach.ts";
import { type Cidr, isPrivate, parseCidr } from "../reader/cidr.ts";
import type { Form } from "../reader/reader.ts";

/** How the relay gets to an API, as a text of the settings. */
export const reachForm: Form = {
  expected: `"internet", ${groupForm.expected}, or ${cidrForm.expected}`,
  example: cidrForm.example,
  fits: (value) => value === "internet" || groupForm.fits(value) || cidrForm.fits(value),
};

/** An API behind the relay, of which URL and reach have their forms. */
export interface UpstreamTarget {
  readonly url: URL;
  /** "internet", a security group or a range. */
  readonly way: string;
}

/** Where the settings have the reach, in words of their problems. */
interface ReachWords {
  /** Completes the sentence "must …, because the host cannot be reached over the internet". */
  readonly setIt: string;
  readonly name: string;
}

/** The task itself, and where AWS keeps the credentials of tasks and instances. */
const OWN_RANGES = ["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16"];

/**
 * Why the relay cannot have this API behind it, in words that follow the setting's name. Undefined if it can.
 *
 * @param own every host at which the relay itself answers
 */
export function upstreamProblem(target: UpstreamTarget, own: readonly string[], words: ReachWords): string | undefined {
  return targetProblem(target.url, own) ?? wayProblem(target, words);
}

export function reachOf({ url, way }: UpstreamTarget): UpstreamReach {
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  if (way === "internet") return { kind: "internet", port };
  return { kind: "vpc", reach: groupForm.fits(way) ? { securityGroupId: way } : { cidrBlock: way }, port };
}

/** What cannot be an API, however it is reached. */
function targetProblem({ hostname }: URL, own: readonly string[]): string | undefined {
  const address = addressOf(hostname);
  // A host name may end in a dot, and is the same then.
  if (own.includes(hostname.replace(/\.$/, "")))
    return "must have another host than the relay's own, because it would call itself forever";
  if (hostname.startsWith("[")) return "must have a host name or an IPv4 address, because the network here has no IPv6";
  if (hostname === "localhost" || OWN_RANGES.some((range) => holds(parseCidr(range), address))) {
    return "must not be an address of the relay's own task, where the relay and the credentials of its role are";
  }
  return undefined;
}

/** Why the upstream cannot be reached the way that is said. */
function wayProblem({ url: { protocol, hostname }, way }: UpstreamTarget, words: ReachWords): string | undefined {
  const address = addressOf(hostname);
  const inside = address ? isPrivate(address) : /(^[^.]+|\.(internal|local))$/.test(hostname);
  if (way === "internet" && inside) {
    return `must ${words.setIt} (a security group or a network of the VPC), because the host cannot be reached over the internet`;
  }
  if (way === "internet" && protocol === "http:") return "must begin with https:// if it is reached over the internet";
  if (cidrForm.fits(way) && address && !holds(parseCidr(way), address)) {
    return `must have an address within ${words.name} (${way})`;
  }
  return undefined;
}

const addressOf = (host: string) => parseCidr(`${host}/32`);
const holds = (range: Cidr | undefined, address: Cidr | undefined) =>
  range !== undefined && address !== undefined && range.first <= address.first && address.last <= range.last;
