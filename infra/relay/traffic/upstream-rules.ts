import type { Peer } from "../../network/allow-traffic.ts";
import type { RelayDomain, UpstreamReach } from "../relay-settings.ts";

/** An outbound rule of the relay's tasks. */
export interface UpstreamRule {
  /** Last part of the rule's logical name. */
  readonly purpose: string;
  readonly to: Peer;
  readonly port: number;
  readonly description: string;
  /** The same in stacks that an earlier version of this program deployed. */
  readonly formerPurpose?: string;
}

interface Destination {
  readonly to: Peer;
  readonly port: number;
  /** True: `UPSTREAM` is there. */
  isOfUpstream: boolean;
  readonly hosts: string[];
}

const ANYWHERE: Peer = { cidrBlock: "0.0.0.0/0" };
const INTERNET = "0.0.0.0/0 443";
/** Characters of a rule's description: "SecurityGroupRule", Amazon EC2 API reference. */
const LONGEST_DESCRIPTION = 255;

/**
 * The outbound rules to the upstream and to those of the domains. AWS refuses a duplicate rule, so one rule has all reasons. Its name is
 * made of destination and port: if it followed the reasons, an update would create the rule of another name before it deletes this one.
 *
 * @param reasonForInternet why tasks need port 443 of the internet in any case; undefined if they do not
 */
export function upstreamRules(
  upstreamReach: UpstreamReach,
  domains: readonly RelayDomain[],
  reasonForInternet: string | undefined,
): UpstreamRule[] {
  const destinations = new Map<string, Destination>();
  const destinationOf = (reach: UpstreamReach): Destination => {
    const to = reach.kind === "vpc" ? reach.reach : ANYWHERE;
    const key = `${"cidrBlock" in to ? to.cidrBlock : "securityGroupId" in to ? to.securityGroupId : to.id} ${reach.port}`;
    const found = destinations.get(key) ?? { to, port: reach.port, isOfUpstream: false, hosts: [] };
    destinations.set(key, found);
    return found;
  };
  if (reasonForInternet !== undefined) destinationOf({ kind: "internet", port: 443 });
  destinationOf(upstreamReach).isOfUpstream = true;
  for (const { host, reach } of domains) destinationOf(reach).hosts.push(host);
  return [...destinations].map(([key, { to, port, isOfUpstream, hosts }]) => ({
    purpose: key === INTERNET ? "internet" : key.replace(" ", "-"),
    to,
    port,
    description: descriptionOf(isOfUpstream, hosts, key === INTERNET ? reasonForInternet : undefined),
    ...(isOfUpstream && key !== INTERNET ? { formerPurpose: "upstream" } : {}),
  }));
}

/** With as many hosts as fit. */
function descriptionOf(isOfUpstream: boolean, hosts: readonly string[], last: string | undefined): string {
  const withHosts = (count: number) => {
    const more = hosts.length - count;
    const names = [...hosts.slice(0, count), ...(more > 0 ? [`${more} more`] : [])].join(", ");
    const reasons = [isOfUpstream ? "the upstream" : "", names === "" ? "" : `the upstream of ${names}`, last ?? ""];
    return reasons.filter((reason) => reason !== "").join("; ");
  };
  const counts = Array.from({ length: hosts.length + 1 }, (_, index) => hosts.length - index);
  return counts.map(withHosts).find((text) => text.length <= LONGEST_DESCRIPTION) ?? withHosts(0);
}
