import { cidrsOverlap, parseCidr } from "./cidr.ts";
import type { ExistingNetwork, NewNetwork } from "./network.ts";
import type { Form, Reader } from "./reader.ts";

/** How an existing server is reached: a security group of the same (or a peered) VPC, or an address range. */
export type Reach = { readonly securityGroupId: string } | { readonly cidrBlock: string };

export const groupForm: Form = {
  expected: "the id of a security group",
  example: "sg-0123456789abcdef0",
  fits: (value) => /^sg-([0-9a-f]{8}|[0-9a-f]{17})$/.test(value),
};
export const cidrForm: Form = {
  expected: "an IPv4 network without host bits that is not the whole internet",
  example: "10.40.0.0/24",
  fits: (value) => (parseCidr(value)?.bits ?? 0) > 0,
};
const hostForm: Form = {
  expected: "a lower-case host name without port",
  example: "server.example.com",
  fits: (value) =>
    value.length <= 253 && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(value),
};

/** A server that is there already; nothing when `<server>Host` is not set. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly reach: Reach;
}

/** @param usual the port when none is given */
export function readEndpoint(
  reader: Reader,
  server: "sql" | "redis",
  usual: number,
  network: NewNetwork | ExistingNetwork,
): Endpoint | undefined {
  const host = reader.optional(`${server}Host`, hostForm);
  const port = reader.integer(`${server}Port`, { min: 1, max: 65535, unit: "port" }) || usual;
  const securityGroupId = reader.optional(`${server}SecurityGroupId`, groupForm);
  const cidrBlock = reader.optional(`${server}Cidr`, cidrForm);
  if (!reader.isSet(`${server}Host`)) {
    reader.refuseSet(
      [`${server}Port`, `${server}SecurityGroupId`, `${server}Cidr`],
      `without xmpro:${server}Host, as the server is made new then`,
    );
    return undefined;
  }
  if (reader.isSet(`${server}SecurityGroupId`) === reader.isSet(`${server}Cidr`)) {
    const got = reader.isSet(`${server}Cidr`) ? "both" : "neither";
    reader.refuse(`${server}Host`, `must come with either xmpro:${server}SecurityGroupId or xmpro:${server}Cidr, got ${got}`);
  } else if (network.kind === "new") checkApart(reader, server, network, cidrBlock);
  return { host: host ?? "", port, reach: securityGroupId === undefined ? { cidrBlock: cidrBlock ?? "" } : { securityGroupId } };
}

/** What cannot work from a network that is made new: it knows no other network's groups, and its own range leads nowhere else. */
function checkApart(reader: Reader, server: "sql" | "redis", network: NewNetwork, cidrBlock: string | undefined): void {
  const [group, range] = [`${server}SecurityGroupId`, `${server}Cidr`] as const;
  if (reader.isSet(group)) refuseStrangeGroup(reader, group, `give xmpro:${range}`);
  const [theirs, ours] = [parseCidr(cidrBlock ?? ""), parseCidr(network.cidrBlock)];
  if (reader.sound(range, "vpcCidr") && theirs !== undefined && ours !== undefined && cidrsOverlap(theirs, ours)) {
    const origin = reader.isSet("vpcCidr") ? "" : " (the stack's own value)";
    reader.refuse(
      range,
      `must not overlap xmpro:vpcCidr, as the new network would look for the server in itself, got "${cidrBlock}" and "${network.cidrBlock}"${origin}`,
    );
  }
}

/** A network that is made new knows no other network's groups. @param instead what a person can do */
export function refuseStrangeGroup(
  reader: Reader,
  setting: "sqlSecurityGroupId" | "redisSecurityGroupId" | "relayUpstreamReach",
  instead: string,
): void {
  if (!reader.sound(setting)) return;
  reader.refuse(
    setting,
    `must come with xmpro:vpcId (AWS refuses a rule that names a group of a VPC that is not this one nor peered with it, and a new VPC has no peering); without it ${instead}`,
  );
}
