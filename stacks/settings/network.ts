import { cidrsOverlap, isPrivate, parseCidr } from "./reader/cidr.ts";
import type { Form, Reader } from "./reader/reader.ts";

export interface NewNetwork {
  readonly kind: "new";
  readonly cidrBlock: string;
  /** Availability zones, 2 or 3. */
  readonly zones: number;
  readonly natGateways: "single" | "one-per-zone";
}

export interface ExistingNetwork {
  readonly kind: "existing";
  readonly vpcId: string;
  readonly publicSubnetIds: readonly string[];
  readonly privateSubnetIds: readonly string[];
  /** For database and cache; the private ones when not given. */
  readonly isolatedSubnetIds: readonly string[];
  /** For the relay's tasks: their route tables must not lead to the S3 endpoint below. None without the relay. */
  readonly taskSubnetIds: readonly string[];
  /** Route tables of these, to which an endpoint for image layers is added with `relayVpcEndpoints`. */
  readonly taskRouteTableIds: readonly string[];
  /** Where the S3 gateway endpoint is added, unless `s3EndpointId` names an existing one. Exactly one of the two is given. */
  readonly routeTableIds: readonly string[];
  readonly s3EndpointId?: string;
}

const EVERYWHERE = "0.0.0.0/0";
/** Each range is a rule in a security group, and a few rules are ours. */
const RANGES_LIMIT = { max: 50, because: "AWS's default quota is 60 rules a security group" };

const vpcCidrForm: Form = {
  expected: "a private IPv4 network without host bits, from /16 to /22 so that the subnets of three zones fit,",
  example: "10.20.0.0/16",
  fits: (value) => {
    const cidr = parseCidr(value);
    return cidr !== undefined && isPrivate(cidr) && cidr.bits >= 16 && cidr.bits <= 22;
  },
};

const cidrForm: Form = {
  expected: "IPv4 networks without host bits",
  example: "203.0.113.0/24",
  fits: (value) => parseCidr(value) !== undefined,
};

const bootstrapForm: Form = {
  expected: "IPv4 networks without host bits that are /8 or smaller, as a wider one is nearly everybody,",
  example: "203.0.113.0/24",
  fits: (value) => (parseCidr(value)?.bits ?? 0) >= 8,
};
/** As many as the relay's load balancer can have, which is limited in the same way if Subscription Manager is behind it. */
const BOOTSTRAP_LIMIT = { max: 27, because: "the relay needs two rules for each, and AWS allows 60 in a security group" };

/** Who may reach the products; everybody when it is not set. */
export function readAllowedCidrs(reader: Reader): readonly string[] {
  const given = readApart(reader, "allowedCidrs", cidrForm, RANGES_LIMIT);
  return given.length > 0 ? given : [EVERYWHERE];
}

/** Who alone may reach Subscription Manager until its published password is changed; undefined without such a limit. */
export function readBootstrapAllowedCidrs(reader: Reader): readonly string[] | undefined {
  const given = readApart(reader, "bootstrapAllowedCidrs", bootstrapForm, BOOTSTRAP_LIMIT);
  return given.length > 0 ? given : undefined;
}

/** Networks that do not overlap. */
function readApart(
  reader: Reader,
  key: "allowedCidrs" | "bootstrapAllowedCidrs",
  form: Form,
  limit: typeof RANGES_LIMIT,
): readonly string[] {
  const given = reader.list(key, form, limit);
  const networks = given.flatMap((text) => {
    const cidr = parseCidr(text);
    return cidr === undefined ? [] : [{ text, cidr }];
  });
  networks.forEach((later, index) => {
    const inside = networks.slice(0, index).find((earlier) => cidrsOverlap(earlier.cidr, later.cidr));
    if (inside !== undefined)
      reader.report(key, `must hold networks that do not overlap, got "${inside.text}" and "${later.text}"`);
  });
  return given;
}

/** A created network, unless an existing one is named. */
export function readNetwork(reader: Reader): NewNetwork | ExistingNetwork {
  const created: NewNetwork = {
    kind: "new",
    cidrBlock: reader.string("vpcCidr", vpcCidrForm),
    zones: reader.integer("availabilityZones", { min: 2, max: 3, unit: "zones" }),
    natGateways: reader.choice("natGateways"),
  };
  const vpcId = reader.optional("vpcId", idForm("vpc", "the id of a VPC"));
  const subnets = idForm("subnet", "ids of subnets");
  const publicSubnetIds = reader.list("publicSubnetIds", subnets);
  const privateSubnetIds = reader.list("privateSubnetIds", subnets);
  const isolatedSubnetIds = reader.list("isolatedSubnetIds", subnets);
  const routeTables = idForm("rtb", "ids of route tables");
  const routeTableIds = reader.list("routeTableIds", routeTables);
  const relaySubnetIds = reader.list("relaySubnetIds", subnets);
  const relayRouteTableIds = reader.list("relayRouteTableIds", routeTables);
  const s3EndpointId = reader.optional("s3EndpointId", idForm("vpce", "the id of a gateway endpoint for S3"));

  if (!reader.isSet("vpcId")) {
    reader.reportIfSet(
      [
        "publicSubnetIds",
        "privateSubnetIds",
        "isolatedSubnetIds",
        "routeTableIds",
        "s3EndpointId",
        "relaySubnetIds",
        "relayRouteTableIds",
      ],
      "without xmpro:vpcId, because a VPC is created then",
    );
    return created;
  }
  reader.reportIfSet(["vpcCidr", "availabilityZones", "natGateways"], "with xmpro:vpcId, because no VPC is created then");
  checkExisting(reader, { publicSubnetIds, privateSubnetIds, isolatedSubnetIds, relaySubnetIds });
  checkRelayRouteTables(reader, routeTableIds, relayRouteTableIds);
  return {
    kind: "existing",
    vpcId: vpcId ?? "",
    publicSubnetIds,
    privateSubnetIds,
    isolatedSubnetIds: isolatedSubnetIds.length > 0 ? isolatedSubnetIds : privateSubnetIds,
    taskSubnetIds: relaySubnetIds,
    taskRouteTableIds: relayRouteTableIds,
    routeTableIds,
    ...(s3EndpointId === undefined ? {} : { s3EndpointId }),
  };
}

type Tier = "publicSubnetIds" | "privateSubnetIds" | "isolatedSubnetIds" | "relaySubnetIds";

function checkExisting(reader: Reader, tiers: Readonly<Record<Tier, readonly string[]>>): void {
  for (const key of ["publicSubnetIds", "privateSubnetIds", "isolatedSubnetIds"] as const) {
    const count = tiers[key].length;
    const leftOut = key === "isolatedSubnetIds" && count === 0;
    if (reader.isValid(key) && !leftOut && count < 2) {
      reader.report(key, `must name two or more subnets, each in another zone, with xmpro:vpcId, got ${count}`);
    }
  }
  const taskSubnets = tiers.relaySubnetIds.length;
  if (reader.boolean("relayEnabled") && reader.isValid("relaySubnetIds") && taskSubnets < 2) {
    reader.report(
      "relaySubnetIds",
      `must name two or more subnets, each in another zone, for the relay's tasks with xmpro:vpcId: with access to the internet, and with route tables without the S3 endpoint of the private subnets, through which anybody may read the certificates (or set xmpro:relayEnabled to false), got ${taskSubnets}`,
    );
  }
  const all = Object.values(tiers).flat();
  for (const id of new Set(all.filter((id, index) => all.indexOf(id) !== index))) {
    reader.report("vpcId", `must be set with each subnet in one list only, but "${id}" is in two`);
  }
  if (reader.isSet("routeTableIds") === reader.isSet("s3EndpointId")) {
    const got = reader.isSet("routeTableIds") ? "both" : "neither";
    reader.report(
      "vpcId",
      `must be set together with either xmpro:routeTableIds or xmpro:s3EndpointId (the instances read certificates through the endpoint), got ${got}`,
    );
  }
}

/** Tasks stay outside the endpoint that the certificates are read through; theirs lets nothing through but layers of images. */
function checkRelayRouteTables(reader: Reader, ofInstances: readonly string[], ofTasks: readonly string[]): void {
  const shared = ofTasks.find((id) => ofInstances.includes(id));
  if (shared !== undefined) {
    reader.report(
      "relayRouteTableIds",
      `must be other route tables than xmpro:routeTableIds, through whose S3 endpoint anybody may read the certificates, got "${shared}" in both`,
    );
  }
  if (reader.boolean("relayEnabled") && !reader.boolean("relayVpcEndpoints")) {
    reader.reportIfSet(["relayRouteTableIds"], "without xmpro:relayVpcEndpoints, because no endpoint is added then");
  }
}

/** AWS's ids: 8 hexadecimal digits in old accounts, 17 today. */
function idForm(prefix: "vpc" | "subnet" | "rtb" | "vpce", expected: string): Form {
  return {
    expected,
    example: `${prefix}-0123456789abcdef0`,
    fits: (value) => new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`).test(value),
  };
}
