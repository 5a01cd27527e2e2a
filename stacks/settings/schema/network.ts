import type { Section } from "./setting.ts";

const CANNOT_MOVE =
  "A change of a deployed stack is refused, as database, cache and environments cannot move to another network.";

export const network = {
  webAcl: {
    type: "string",
    values: ["on", "off"],
    perStack: true,
    description:
      '"on" puts AWS WAF in front of every load balancer, including the relay\'s, with AWS\'s lists of known attackers and attacks and a log of blocked requests. It costs about 20 USD a month, and 0.60 USD for each million requests. "off": no AWS WAF.',
  },
  vpcCidr: {
    type: "string",
    perStack: true,
    description: "Private IPv4 network of the VPC, /16 to /22.",
    change: CANNOT_MOVE,
  },
  availabilityZones: {
    type: "integer",
    perStack: true,
    description: "Number of availability zones of the VPC, 2 or 3.",
    change:
      "A third zone can be added later. This replaces the relay's cache, and clients pair again. To remove a zone is refused, as the database or the cache may be in it.",
  },
  natGateways: {
    type: "string",
    values: ["single", "one-per-zone"],
    perStack: true,
    description:
      '"single" is cheap, but all zones lose access to the internet when its zone fails. "one-per-zone" costs about 33 USD a month for each zone.',
  },
  vpcId: {
    type: "string",
    description:
      "Id of an existing VPC. Needs publicSubnetIds, privateSubnetIds, either routeTableIds or s3EndpointId, and relaySubnetIds for the relay. Not set: a VPC is created.",
    change: CANNOT_MOVE,
  },
  publicSubnetIds: {
    type: "array",
    description: "Two or more subnets of the existing VPC with a route to the internet, for the load balancers.",
  },
  privateSubnetIds: {
    type: "array",
    description: "Two or more subnets of the existing VPC that reach the internet through NAT, for the instances.",
  },
  isolatedSubnetIds: {
    type: "array",
    description: "Two or more subnets of the existing VPC for database and cache. Not set: privateSubnetIds.",
    change: "Subnets can be added later. This replaces the relay's cache, and clients pair again. To remove one is refused.",
  },
  routeTableIds: {
    type: "array",
    description:
      "Route tables of the private subnets, to which an S3 gateway endpoint is added. Anybody in these subnets can read the certificate files through it. Do not name a route table of a NAT gateway's subnet. Leave it out with s3EndpointId.",
  },
  s3EndpointId: {
    type: "string",
    description:
      "Existing S3 gateway endpoint of the private subnets. Everything that uses it can read the certificate files. Leave it out with routeTableIds.",
  },
} as const satisfies Section;
