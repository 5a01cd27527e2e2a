import type { Reach } from "../settings.ts";
import { parseCidr } from "./cidr.ts";
import type { Form, Reader } from "./reader.ts";

const groupForm: Form = {
  expected: "the id of a security group",
  example: "sg-0123456789abcdef0",
  fits: (value) => /^sg-([0-9a-f]{8}|[0-9a-f]{17})$/.test(value),
};
const cidrForm: Form = {
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
export function readEndpoint(reader: Reader, server: "sql" | "redis", usual: number): Endpoint | undefined {
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
  }
  return { host: host ?? "", port, reach: securityGroupId === undefined ? { cidrBlock: cidrBlock ?? "" } : { securityGroupId } };
}
