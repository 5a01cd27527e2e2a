import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PORTS } from "../../../relay-service/src/contract.ts";
import { alias, type Dns } from "../../dns.ts";
import type { Subnets } from "../../network/network.ts";
import type { AccessLogs } from "../../private-bucket.ts";
import { TLS_POLICY } from "../../tls-policy.ts";
import type { Timings } from "../timings.ts";

export interface LoadBalancerArgs {
  network: Subnets;
  securityGroupId: pulumi.Input<string>;
  /** Bare host name that gets an alias to the load balancer. */
  host: string;
  /** Others that get one too. */
  otherHosts: readonly string[];
  dns: Dns;
  accessLogs: AccessLogs;
  timings: Timings;
  /** Path that responds 200 when a task can serve. */
  healthCheckPath: string;
  durable: boolean;
  /** What must exist before anything that costs money. */
  dependsOn: readonly pulumi.Resource[];
}

/** The relay's load balancer and its host name. It has no listener before {@link LoadBalancer.listen}. */
export class LoadBalancer extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;
  /** "app/name/id", its name in metrics. */
  readonly arnSuffix: pulumi.Output<string>;
  readonly targetGroupArn: pulumi.Output<string>;
  /** "targetgroup/name/id". */
  readonly targetGroupArnSuffix: pulumi.Output<string>;

  constructor(name: string, args: LoadBalancerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:relay:LoadBalancer", name, {}, opts);
    const { accessLogs, timings, dns } = args;
    const balancer = new aws.lb.LoadBalancer(
      name,
      {
        loadBalancerType: "application",
        internal: false,
        subnets: args.network.publicSubnetIds,
        securityGroups: [args.securityGroupId],
        idleTimeout: timings.idleTimeout,
        enableHttp2: true,
        dropInvalidHeaderFields: true,
        desyncMitigationMode: "strictest",
        enableDeletionProtection: args.durable,
        accessLogs: { bucket: accessLogs.bucket.bucketName, prefix: accessLogs.prefix, enabled: true },
      },
      { parent: this, dependsOn: [accessLogs.bucket.policy, ...args.dependsOn] },
    );
    const targets = this.targets(name, args);
    this.arn = balancer.arn;
    this.arnSuffix = balancer.arnSuffix;
    this.targetGroupArn = targets.arn;
    this.targetGroupArnSuffix = targets.arnSuffix;
    const target = { dnsName: balancer.dnsName, hostedZoneId: balancer.zoneId };
    alias(name, { dns, host: args.host, target }, this);
    for (const host of args.otherHosts) alias(`${name}-${host}`, { dns, host, target }, this);
    this.registerOutputs({ arn: this.arn });
  }

  private targets(name: string, { network, timings, healthCheckPath }: LoadBalancerArgs) {
    return new aws.lb.TargetGroup(
      name,
      {
        vpcId: network.vpcId,
        targetType: "ip",
        protocol: "HTTP",
        port: PORTS.relay,
        deregistrationDelay: timings.deregistrationDelay,
        // A new task gets its share of requests gradually, as its code is not compiled yet. 30 seconds are AWS's minimum.
        slowStart: 30,
        loadBalancingAlgorithmType: "round_robin",
        healthCheck: {
          path: healthCheckPath,
          protocol: "HTTP",
          port: "traffic-port",
          matcher: "200",
          interval: 10,
          timeout: 5,
          healthyThreshold: 2,
          unhealthyThreshold: 3,
        },
      },
      { parent: this },
    );
  }

  /**
   * Forwards HTTPS to the tasks, and redirects HTTP to HTTPS.
   *
   * @param otherCertificateArn of hosts that the certificate does not have; clients name theirs in the TLS handshake
   * @returns the listeners. A service must depend on them, as AWS refuses a target group without a listener.
   */
  listen(name: string, certificateArn: pulumi.Output<string>, otherCertificateArn?: pulumi.Output<string>): pulumi.Resource[] {
    const listener = (purpose: string, args: Omit<aws.lb.ListenerArgs, "loadBalancerArn">) =>
      new aws.lb.Listener(purpose, { loadBalancerArn: this.arn, ...args }, { parent: this });
    const https = listener(name, {
      port: 443,
      protocol: "HTTPS",
      sslPolicy: TLS_POLICY,
      certificateArn,
      defaultActions: [{ type: "forward", targetGroupArn: this.targetGroupArn }],
    });
    if (otherCertificateArn !== undefined) {
      const other = { listenerArn: https.arn, certificateArn: otherCertificateArn };
      new aws.lb.ListenerCertificate(`${name}-domains`, other, { parent: this });
    }
    return [
      https,
      listener(`${name}-redirect`, {
        port: 80,
        protocol: "HTTP",
        defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }],
      }),
    ];
  }
}
