import type * as pulumi from "@pulumi/pulumi";

/**
 * awsx's public subnets assign a public address to every instance in them (FSBP EC2.15). Load balancers and NAT gateways have
 * addresses of their own, so nothing needs that. The change is in place.
 */
export const noPublicAddresses: pulumi.ResourceTransform = ({ type, props, opts }) =>
  type === "aws:ec2/subnet:Subnet" ? { props: { ...props, mapPublicIpOnLaunch: false }, opts } : undefined;
