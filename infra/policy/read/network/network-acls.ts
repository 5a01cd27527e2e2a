// A network ACL has an ordered list of entries, inside of it or as resources of their own. The first that fits decides.
import type { CheckedResource } from "../../rule.ts";
import { isObject } from "../nested.ts";
import { isTrue } from "../scalars.ts";
import { known, knownItems } from "../unknown-values.ts";
import { portsOf, reference } from "./group-rules.ts";
import { contains, isEverybody } from "./ranges.ts";

const RULE = "aws:ec2/networkAclRule:NetworkAclRule";
const ACLS: readonly string[] = ["aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"];

export const ACL_TYPES = [RULE, "aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl"] as const;

interface AclEntry {
  readonly resource: CheckedResource;
  /** The ACL: its URN, or its id. */
  readonly acl: string;
  readonly number: number;
  readonly allows: boolean;
  readonly protocol: string;
  readonly ports: { readonly from: number; readonly to: number };
  readonly range: string;
}

/** The inbound entries that a resource states. One that is not known yet is left out. */
export function aclEntriesOf(resource: CheckedResource): AclEntry[] {
  if (resource.type === RULE) {
    if (isTrue(known(() => resource.props.egress))) return [];
    const { id, urns } = reference(resource, "networkAclId");
    const acl = urns.find((urn) => ACLS.some((type) => urn.includes(`${type}::`))) ?? id ?? urns[0] ?? "";
    return known(() => entries(resource, acl, resource.props, resource.props.ruleNumber, resource.props.ruleAction)) ?? [];
  }
  if (!ACLS.includes(resource.type)) return [];
  const list = known(() => resource.props.ingress);
  return knownItems(list)
    .filter(isObject)
    .flatMap((entry) => known(() => entries(resource, resource.urn, entry, entry.ruleNo, entry.action)) ?? []);
}

function entries(
  resource: CheckedResource,
  acl: string,
  entry: Readonly<Record<string, unknown>>,
  number: unknown,
  action: unknown,
): AclEntry[] {
  return [entry.cidrBlock, entry.ipv6CidrBlock]
    .filter((range) => typeof range === "string" && range !== "")
    .map((range) => ({
      resource,
      acl,
      number: Number(number),
      // AWS knows "allow" and "deny". What cannot be read allows.
      allows: String(action).toLowerCase() !== "deny",
      ...portsOf(entry.protocol, entry.fromPort, entry.toPort),
      range: String(range),
    }));
}

const fits = ({ protocol, ports }: AclEntry, port: number) =>
  (protocol === "tcp" || protocol === "all") && ports.from <= port && port <= ports.to;

/** The entries of one ACL that together let everybody connect to a TCP port. */
export function entriesForEverybody(all: readonly AclEntry[], port: number): AclEntry[] {
  const ordered = all.filter((entry) => fits(entry, port)).sort((a, b) => a.number - b.number);
  const open = ordered.filter(
    (entry, index) =>
      entry.allows && !ordered.slice(0, index).some((earlier) => !earlier.allows && contains(earlier.range, entry.range)),
  );
  return isEverybody(open.map(({ range }) => range)) ? open : [];
}

/** True if the entry denies a TCP port to `everybody`, "0.0.0.0/0" or "::/0", before AWS's own entry 100, which allows everything. */
export function deniesEverybody(entry: AclEntry, port: number, everybody: string): boolean {
  return !entry.allows && entry.number < 100 && fits(entry, port) && contains(entry.range, everybody);
}
