import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type AliasTarget, alias, type Dns } from "../dns.ts";
import { type AllowedSources, allowTraffic } from "../network/allow-traffic.ts";
import type { Subnets } from "../network/network.ts";
import type { PolicyStatement } from "../policy-document.ts";
import type { AccessLogs } from "../private-bucket.ts";
import type { Application } from "./application.ts";
import { InstanceRole } from "./instance-role.ts";
import { type InstanceProcess, optionSettings } from "./option-settings.ts";
import { updateHooks } from "./update-hooks.ts";

export interface EnvironmentArgs {
  accountId: string;
  region: string;
  application: Application;
  /** Name of the application in `application`, as a plain string. */
  applicationName: string;
  /** Name of the environment, fixed: people and deployment tools type it. 4 to 40 letters, digits, hyphens. */
  environmentName: string;
  description: string;
  /** Full name of AWS's platform for a new environment; later AWS patches it in the patch window. */
  solutionStackName: string;
  network: Subnets;
  /** Bare host name that gets an alias to the load balancer. */
  host: string;
  dns: Dns;
  /** Hosted zone of load balancers in this region. */
  balancerZoneId: pulumi.Input<string>;
  certificateArn: pulumi.Output<string> | undefined;
  /** IPv4 ranges that may connect to port 443, each with the reason. Ignored while there is no certificate. */
  allowedSources: AllowedSources;
  process: InstanceProcess;
  /** Label of a version of the application. Undefined: AWS's sample for a new environment, and whatever people deployed stays. */
  version?: pulumi.Input<string> | undefined;
  /** Port on which the instances may reach mail servers. */
  mailPort: number;
  instanceType: string;
  minSize: number;
  maxSize: number;
  patchWindow: string;
  logRetentionDays: number;
  accessLogs: AccessLogs;
  topicArn: pulumi.Input<string>;
  statements: readonly PolicyStatement[];
  durable: boolean;
  /** What must exist, or be updated, before the environment is, besides the arguments above. */
  dependsOn: readonly pulumi.Resource[];
}

/** A load-balanced Windows / IIS environment with security groups, a role and a host name of its own. */
export class Environment extends pulumi.ComponentResource {
  /** Security group of the instances: the peer in the rules of database and cache. */
  readonly instanceGroup: aws.ec2.SecurityGroup;
  /** The only security group that the load balancer should have. */
  readonly balancerGroupId: pulumi.Output<string>;
  readonly balancerArn: pulumi.Output<string>;
  readonly autoscalingGroupName: pulumi.Output<string>;

  constructor(name: string, args: EnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:beanstalk:Environment", name, {}, opts);
    const { network, application } = args;
    const balancerGroup = this.group(`${name}-balancer`, network, `Load balancer of ${args.environmentName}`);
    this.balancerGroupId = balancerGroup.id;
    this.instanceGroup = this.group(`${name}-instances`, network, `Instances of ${args.environmentName}`);
    const trafficRules = this.createTrafficRules(name, args, balancerGroup);

    const { accountId, region, environmentName, applicationName, statements } = args;
    const ofRole = { accountId, region, environmentName, applicationName, statements };
    const role = new InstanceRole(name, ofRole, { parent: this });
    const environment = new aws.elasticbeanstalk.Environment(
      name,
      {
        name: args.environmentName,
        application: application.applicationName,
        description: args.description,
        tier: "WebServer",
        solutionStackName: args.solutionStackName,
        ...(args.version === undefined ? {} : { version: args.version }),
        settings: optionSettings({
          ...args,
          vpcId: network.vpcId,
          publicSubnetIds: network.publicSubnetIds,
          privateSubnetIds: network.privateSubnetIds,
          rootVolumeSize: 80,
          accessLogs: { bucketName: args.accessLogs.bucket.bucketName, prefix: args.accessLogs.prefix },
          instanceProfileName: role.instanceProfileName,
          serviceRoleArn: application.serviceRoleArn,
          balancerGroupId: balancerGroup.id,
          instanceGroupId: this.instanceGroup.id,
          keepLogs: args.durable,
        }),
        // Longer than an immutable update may take.
        waitForReadyTimeout: "75m",
      },
      {
        parent: this,
        dependsOn: [
          ...trafficRules,
          role.policy,
          ...application.servicePolicies,
          args.accessLogs.bucket.policy,
          ...args.dependsOn,
        ],
        // AWS updates the platform in the patch window. Without a package of the stack's, people may deploy their own.
        ignoreChanges: ["solutionStackName", ...(args.version === undefined ? ["version"] : [])],
        hooks: updateHooks(name, { region, environmentName }),
      },
    );
    role.useOwnFolder(name, environment.id, ofRole);
    this.balancerArn = environment.loadBalancers.apply(([arn]) => arn ?? "");
    this.autoscalingGroupName = environment.autoscalingGroups.apply(([name]) => name ?? "");
    const target: AliasTarget = { dnsName: environment.endpointUrl, hostedZoneId: args.balancerZoneId };
    alias(name, { dns: args.dns, host: args.host, target }, this);
    this.registerOutputs({});
  }

  private group(name: string, network: Subnets, description: string) {
    return new aws.ec2.SecurityGroup(name, { vpcId: network.vpcId, description }, { parent: this });
  }

  /** @returns the rules that an instance needs from the start, to report that it is up. */
  private createTrafficRules(name: string, args: EnvironmentArgs, balancer: aws.ec2.SecurityGroup): pulumi.Resource[] {
    if (args.certificateArn !== undefined) {
      for (const [purpose, { cidrBlock, description }] of Object.entries(args.allowedSources)) {
        allowTraffic(`${name}-from-${purpose}`, { from: { cidrBlock }, to: balancer, port: 443, description }, this);
      }
    }
    const { port } = args.process;
    const anywhere = { cidrBlock: "0.0.0.0/0" };
    const outbound = {
      https: { port: 443, description: "AWS APIs, the other products, licences" },
      http: { port: 80, description: "revocation lists and root certificates, which Windows fetches without TLS" },
      smtp: { port: args.mailPort, description: "mail" },
    };
    return [
      allowTraffic(
        `${name}-balancer-to-instances`,
        { from: balancer, to: this.instanceGroup, port, description: "requests and health checks" },
        this,
      ),
      ...Object.entries(outbound).map(([purpose, { port, description }]) =>
        allowTraffic(`${name}-to-${purpose}`, { from: this.instanceGroup, to: anywhere, port, description }, this),
      ),
    ].flat();
  }
}
