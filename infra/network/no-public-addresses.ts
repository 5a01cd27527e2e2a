import type * as pulumi from "@pulumi/pulumi";

/**
 * awsx lets its public subnets give a public address to whatever starts there (FSBP EC2.15). Load balancers and NAT gateways bring
 * theirs, so nothing needs that. A changed subnet stays.
 */
export const noPublicAddresses: pulumi.ResourceTransform = ({ type, props, opts }) =>
  type === "aws:ec2/subnet:Subnet" ? { props: { ...props, mapPublicIpOnLaunch: false }, opts } : undefined;
