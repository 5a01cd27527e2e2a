import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PORTS } from "../../../relay-service/src/contract.ts";
import { type AllowedSources, allowTraffic, type Peer } from "../../network/allow-traffic.ts";
import type { Subnets } from "../../network/network.ts";
import type { RelayDomain, UpstreamReach } from "../relay-settings.ts";
import { CACHE_PORTS } from "../serverless-cache.ts";
import type { Endpoints } from "./endpoints.ts";
import { upstreamRules } from "./upstream-rules.ts";

export interface SecurityGroupsArgs {
  network: Subnets;
  /** Empty: nobody may connect. */
  allowedSources: AllowedSources;
  upstreamReach: UpstreamReach;
  domains: readonly RelayDomain[];
  /** Endpoints through which tasks reach AWS. Undefined: through NAT. */
  endpoints: Pick<Endpoints, "group" | "s3PrefixListId"> | undefined;
  /** True: no endpoint leads to the image's registry, so tasks need the internet as well. */
  imageNeedsInternet: boolean;
}

const FOR_AWS = "image, secrets and logs";

/**
 * The security groups of load balancer, tasks and cache, and all rules between them. DNS queries go to the VPC's own resolver,
 * which no security group can block.
 */
export class SecurityGroups extends pulumi.ComponentResource {
  readonly balancer: aws.ec2.SecurityGroup;
  readonly tasks: aws.ec2.SecurityGroup;
  readonly cache: aws.ec2.SecurityGroup;
  /** Depend on these: a task needs them from the start. */
  readonly trafficRules: readonly pulumi.Resource[];

  constructor(name: string, args: SecurityGroupsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:relay:SecurityGroups", name, {}, opts);
    this.balancer = this.group(`${name}-balancer`, args.network, "Load balancer of the relay");
    this.tasks = this.group(`${name}-tasks`, args.network, "Tasks of the relay");
    this.cache = this.group(`${name}-cache`, args.network, "Cache of the relay");
    const { balancer, tasks, cache } = this;
    for (const [purpose, { cidrBlock, description }] of Object.entries(args.allowedSources)) {
      allowTraffic(`${name}-from-${purpose}`, { from: { cidrBlock }, to: balancer, port: 443, description }, this);
      const redirect = { from: { cidrBlock }, to: balancer, port: 80, description: "redirect to HTTPS" };
      allowTraffic(`${name}-redirect-from-${purpose}`, redirect, this);
    }
    this.trafficRules = [
      allowTraffic(
        `${name}-balancer-to-tasks`,
        { from: balancer, to: tasks, port: PORTS.relay, description: "requests and health checks" },
        this,
      ),
      ...Object.entries(CACHE_PORTS).map(([node, port]) =>
        allowTraffic(`${name}-tasks-to-cache-${node}`, { from: tasks, to: cache, port, description: "pairs" }, this),
      ),
      ...this.outbound(name, args),
    ].flat();
    this.registerOutputs({});
  }

  private group(name: string, network: Subnets, description: string) {
    return new aws.ec2.SecurityGroup(name, { vpcId: network.vpcId, description }, { parent: this });
  }

  private outbound(name: string, args: SecurityGroupsArgs): pulumi.Resource[][] {
    const { endpoints } = args;
    const toPeer = (purpose: string, to: Peer, port: number, description: string, formerPurpose?: string) => {
      const formerName = formerPurpose === undefined ? {} : { formerName: `${name}-tasks-to-${formerPurpose}` };
      return allowTraffic(`${name}-tasks-to-${purpose}`, { from: this.tasks, to, port, description, ...formerName }, this);
    };
    const reasonForInternet = endpoints === undefined || args.imageNeedsInternet ? FOR_AWS : undefined;
    return [
      ...upstreamRules(args.upstreamReach, args.domains, reasonForInternet).map((rule) =>
        toPeer(rule.purpose, rule.to, rule.port, rule.description, rule.formerPurpose),
      ),
      ...(endpoints === undefined ? [] : [toPeer("endpoints", endpoints.group, 443, FOR_AWS)]),
      ...(endpoints === undefined ? [] : [[this.layersRule(`${name}-tasks-to-s3`, endpoints.s3PrefixListId)]]),
    ];
  }

  private layersRule(name: string, prefixListId: pulumi.Input<string>) {
    const port = { ipProtocol: "tcp", fromPort: 443, toPort: 443, description: "layers of the image, which ECR keeps in S3" };
    return new aws.vpc.SecurityGroupEgressRule(name, { ...port, securityGroupId: this.tasks.id, prefixListId }, { parent: this });
  }
}
