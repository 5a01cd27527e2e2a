import type { ExistingNetwork, NewNetwork } from "./network.ts";
import { cidrsOverlap, parseCidr } from "./reader/cidr.ts";
import type { Form, Reader } from "./reader/reader.ts";

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
export const hostForm: Form = {
  expected: "a lower-case host name without port",
  example: "server.example.com",
  fits: (value) =>
    value.length <= 253 && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(value),
};

/** An existing server. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly reach: Reach;
}

/** The existing server, or nothing when `<server>Host` is not set. @param defaultPort the port when none is set */
export function readEndpoint(
  reader: Reader,
  server: "sql" | "redis",
  defaultPort: number,
  network: NewNetwork | ExistingNetwork,
): Endpoint | undefined {
  const host = reader.optional(`${server}Host`, hostForm);
  const port = reader.integer(`${server}Port`, { min: 1, max: 65535, unit: "port" }) || defaultPort;
  const securityGroupId = reader.optional(`${server}SecurityGroupId`, groupForm);
  const cidrBlock = reader.optional(`${server}Cidr`, cidrForm);
  if (!reader.isSet(`${server}Host`)) {
    reader.reportIfSet(
      [`${server}Port`, `${server}SecurityGroupId`, `${server}Cidr`],
      `without xmpro:${server}Host, because a server is created then`,
    );
    return undefined;
  }
  if (reader.isSet(`${server}SecurityGroupId`) === reader.isSet(`${server}Cidr`)) {
    const got = reader.isSet(`${server}Cidr`) ? "both" : "neither";
    reader.report(
      `${server}Host`,
      `must be set together with either xmpro:${server}SecurityGroupId or xmpro:${server}Cidr, got ${got}`,
    );
  } else if (network.kind === "new") checkApart(reader, server, network, cidrBlock);
  return { host: host ?? "", port, reach: securityGroupId === undefined ? { cidrBlock: cidrBlock ?? "" } : { securityGroupId } };
}

/** Reports what cannot work from a created VPC: it cannot name groups of other VPCs, and routes its own range to itself. */
function checkApart(reader: Reader, server: "sql" | "redis", network: NewNetwork, cidrBlock: string | undefined): void {
  const [group, range] = [`${server}SecurityGroupId`, `${server}Cidr`] as const;
  if (reader.isSet(group)) reportForeignGroup(reader, group, `set xmpro:${range}`);
  const [theirs, ours] = [parseCidr(cidrBlock ?? ""), parseCidr(network.cidrBlock)];
  if (reader.isValid(range, "vpcCidr") && theirs !== undefined && ours !== undefined && cidrsOverlap(theirs, ours)) {
    const origin = reader.isSet("vpcCidr") ? "" : " (the stack's default)";
    reader.report(
      range,
      `must not overlap xmpro:vpcCidr, because the created VPC would look for the server in itself, got "${cidrBlock}" and "${network.cidrBlock}"${origin}`,
    );
  }
}

/** Reports a security group that a created VPC cannot name. @param instead what a person can do */
export function reportForeignGroup(
  reader: Reader,
  setting: "sqlSecurityGroupId" | "redisSecurityGroupId" | "relayUpstreamReach" | "relayDomains",
  instead: string,
): void {
  if (!reader.isValid(setting)) return;
  reader.report(
    setting,
    `must be set together with xmpro:vpcId (AWS refuses a rule that names a security group of a VPC that is not peered, and a created VPC has no peering); without it ${instead}`,
  );
}
