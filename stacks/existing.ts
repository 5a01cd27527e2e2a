import * as aws from "@pulumi/aws";
import { awsErrorLine } from "./aws-error.ts";
import type { ExistingNetwork } from "./settings/network.ts";
import { SettingsError } from "./settings/reader/settings-error.ts";
import type { Settings } from "./settings.ts";

/** "us-east-1a"; a Local Zone is called "us-east-1-bos-1a", and has neither SQL Server nor NAT gateways. */
const REGIONAL_ZONE = /^[a-z]+(-[a-z]+)+-\d[a-z]$/;

/**
 * Asks AWS whether the existing resources fit together: the zone holds the host names, the subnets are the VPC's and are in two
 * zones or more, and the relay's tasks are outside the endpoint that certificates are read through. Settings alone cannot tell.
 *
 * @throws SettingsError with everything that does not fit, before anything is created.
 */
export async function checkExisting(settings: Settings): Promise<void> {
  const problems = [
    ...(await zoneProblems(settings)),
    ...(await subnetProblems(settings)),
    ...(await taskRouteProblems(settings)),
  ];
  if (problems.length > 0) throw new SettingsError("The existing resources do not fit together:", problems);
}

async function zoneProblems({ dns, domain }: Settings): Promise<string[]> {
  if (dns.kind === "new") return [];
  const zone = await answer(aws.route53.getZone({ zoneId: dns.zoneId }));
  if ("error" in zone) {
    return [`xmpro:hostedZoneId must be a hosted zone of this account, got "${dns.zoneId}"; AWS says: ${zone.error}`];
  }
  const { name, privateZone } = zone;
  if (privateZone) {
    return [
      `xmpro:hostedZoneId must be a public hosted zone, because browsers and AWS's validation of the certificate use public DNS, got "${dns.zoneId}", a private one`,
    ];
  }
  // The offline preview has nobody to ask and answers nothing.
  if (name === "" || domain === name || domain.endsWith(`.${name}`)) return [];
  return [`xmpro:hostedZoneId must be the zone of ${domain} or of a parent of it, got "${dns.zoneId}", the zone of ${name}`];
}

async function subnetProblems({ network }: Settings): Promise<string[]> {
  if (network.kind === "new") return [];
  const lists = {
    publicSubnetIds: network.publicSubnetIds,
    privateSubnetIds: network.privateSubnetIds,
    isolatedSubnetIds: network.isolatedSubnetIds,
    relaySubnetIds: network.taskSubnetIds,
  };
  const checked = Object.entries(lists).map(async ([setting, ids]) => {
    const answers = await Promise.all(ids.map((id) => answer(aws.ec2.getSubnet({ id }))));
    const subnets = answers.filter((subnet): subnet is aws.ec2.GetSubnetResult => !("error" in subnet));
    const foreign = subnets.filter(({ vpcId }) => vpcId !== "" && vpcId !== network.vpcId);
    const zones = new Set(subnets.map(({ availabilityZone }) => availabilityZone));
    return [
      ...answers.flatMap((subnet, position) =>
        "error" in subnet
          ? [`xmpro:${setting} must be subnets of this account, got "${ids[position]}"; AWS says: ${subnet.error}`]
          : [],
      ),
      ...foreign.map(
        ({ id, vpcId }) => `xmpro:${setting} must be subnets of ${network.vpcId}, got "${id}", which belongs to ${vpcId}`,
      ),
      ...subnets
        .filter(({ availabilityZone }) => availabilityZone !== "" && !REGIONAL_ZONE.test(availabilityZone))
        .map(
          ({ id, availabilityZone }) =>
            `xmpro:${setting} must lie in availability zones of the region, got "${id}" in the Local Zone ${availabilityZone}`,
        ),
      ...(zones.has("") || zones.size !== 1
        ? []
        : [`xmpro:${setting} must lie in two availability zones or more, got ${ids.length} in ${[...zones].join(", ")}`]),
    ];
  });
  return (await Promise.all(checked)).flat();
}

/** A subnet without a table of its own uses the VPC's main one. */
async function taskRouteProblems({ network }: Settings): Promise<string[]> {
  if (network.kind === "new") return [];
  const ofEndpoint = await endpointTables(network);
  const found = await Promise.all(
    network.taskSubnetIds.map(async (id) => {
      const own = await answer(aws.ec2.getRouteTable({ subnetId: id }));
      const filters = [{ name: "association.main", values: ["true"] }];
      const table = "error" in own ? await answer(aws.ec2.getRouteTable({ vpcId: network.vpcId, filters })) : own;
      return { id, table: "error" in table ? "" : table.routeTableId };
    }),
  );
  return found
    .filter(({ table }) => table !== "" && ofEndpoint.includes(table))
    .map(
      ({ id, table }) =>
        `xmpro:relaySubnetIds must be subnets outside the S3 endpoint of the private subnets, through which anybody may read the certificates, got "${id}", whose route table ${table} leads to it`,
    );
}

async function endpointTables({ s3EndpointId, vpcId, routeTableIds }: ExistingNetwork): Promise<readonly string[]> {
  if (s3EndpointId === undefined) return routeTableIds;
  const endpoint = await answer(aws.ec2.getVpcEndpoint({ id: s3EndpointId, vpcId }));
  return "error" in endpoint ? [] : endpoint.routeTableIds;
}

/** What AWS answers, or the first line of its error: people read it beside the setting and not in a stack trace. */
async function answer<T extends object>(asked: Promise<T>): Promise<T | { readonly error: string }> {
  try {
    return await asked;
  } catch (error) {
    return { error: awsErrorLine(error) };
  }
}
