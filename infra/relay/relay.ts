import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Dns } from "../dns.ts";
import type { AllowedSources } from "../network/allow-traffic.ts";
import type { Subnets } from "../network/network.ts";
import type { AccessLogs } from "../private-bucket.ts";
import { webAcl } from "../web-acl.ts";
import { deploymentAlarms, runningAlarms } from "./alarms.ts";
import { isElsewhere } from "./image/image-uri.ts";
import { relayImage } from "./image/relay-image.ts";
import type { RelaySettings } from "./relay-settings.ts";
import { Secrets } from "./secrets/secrets.ts";
import { ServerlessCache } from "./serverless-cache.ts";
import { autoscaling } from "./service/autoscaling.ts";
import { reportFailedDeployments } from "./service/failed-deployments.ts";
import { service } from "./service/service.ts";
import { Task } from "./service/task.ts";
import { healthCheckPath } from "./service/task-definition.ts";
import { timings } from "./timings.ts";
import { Endpoints } from "./traffic/endpoints.ts";
import { LoadBalancer } from "./traffic/load-balancer.ts";
import { SecurityGroups } from "./traffic/security-groups.ts";
import { WEB_ACL_GROUPS } from "./traffic/web-acl-groups.ts";

export interface RelayArgs {
  readonly accountId: string;
  readonly region: string;
  /** First part of every fixed name, "xmpro-prod". */
  readonly prefix: string;
  readonly network: Subnets;
  /** Bare host name that gets an alias to the load balancer. */
  readonly host: string;
  readonly dns: Dns;
  /** Undefined until AWS has issued it. Until then no inbound traffic is allowed, and there are no listeners and no tasks. */
  readonly certificateArn: pulumi.Output<string> | undefined;
  /** Certificate of the hosts of `settings.domains`. Undefined: not issued yet, or `certificateArn` has them too. */
  readonly domainsCertificateArn?: pulumi.Output<string> | undefined;
  readonly allowedSources: AllowedSources;
  readonly kmsKeyArn: pulumi.Input<string>;
  /** SNS topic that receives alarms and failed deployments. */
  readonly topicArn: pulumi.Input<string>;
  readonly accessLogs: AccessLogs;
  /** Days. */
  readonly logRetentionDays: number;
  readonly durable: boolean;
  readonly settings: RelaySettings;
  /** Minimum number of tasks in the state of the last update or refresh. Undefined before the first deployment. */
  readonly deployedMinTasks?: number | undefined;
}

/**
 * The relay between browsers and an API: its image, a cache, a load balancer with a host name, and Fargate tasks. The image comes
 * first: where it cannot be built, nothing that costs money is created.
 */
export class Relay extends pulumi.ComponentResource {
  readonly url: string;
  /** The same for each host of `settings.domains`. */
  readonly domainUrls: readonly string[];
  readonly domainsCertificateArn: pulumi.Output<string> | undefined;
  /** The relay's Ed25519 public key, for clients to pin: 43 characters of base64url. */
  readonly identityPublicKey: pulumi.Output<string>;
  /** Path in SSM that the names of its secrets begin with. */
  readonly secretsPath: string;
  readonly logGroupName: pulumi.Output<string>;
  readonly clusterName: pulumi.Output<string>;
  /** Undefined while there is no certificate. */
  readonly serviceName: pulumi.Output<string> | undefined;
  /** Undefined for an image from elsewhere. */
  readonly repositoryUrl: pulumi.Output<string> | undefined;
  /** "app/name/id", the load balancer's name in metrics. */
  readonly balancerArnSuffix: pulumi.Output<string>;
  /** The cache's name in metrics. */
  readonly cacheName: pulumi.Output<string>;
  /** None while there is no certificate. */
  readonly alarms: readonly aws.cloudwatch.MetricAlarm[];

  constructor(name: string, args: RelayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:relay:Relay", name, {}, opts);
    const { accountId, region, prefix, network, settings, kmsKeyArn, topicArn, certificateArn, logRetentionDays } = args;
    const { variables, execEnabled, tracesImage } = settings;
    const tracesEnabled = tracesImage !== undefined;
    const limits = timings(variables);

    const image = relayImage(name, { accountId, region, prefix, image: settings.image, kmsKeyArn }, this);
    const { dependsOn } = image;
    const endpoints = settings.vpcEndpoints
      ? new Endpoints(
          `${name}-endpoints`,
          { accountId, region, network, execEnabled, tracesEnabled, dependsOn },
          { parent: this },
        )
      : undefined;
    const groups = new SecurityGroups(
      name,
      {
        network,
        allowedSources: certificateArn === undefined ? {} : args.allowedSources,
        upstreamReach: settings.upstreamReach,
        domains: settings.domains,
        endpoints,
        imageNeedsInternet: image.needsInternet || (tracesEnabled && isElsewhere(tracesImage, region)),
      },
      { parent: this },
    );
    const cache = new ServerlessCache(
      name,
      { network, securityGroupId: groups.cache.id, cache: settings.cache, kmsKeyArn, dependsOn },
      { parent: this },
    );
    const { secretVersion } = settings;
    const secrets = new Secrets(name, { accountId, region, prefix, secretVersion, kmsKeyArn }, { parent: this });
    const balancer = new LoadBalancer(
      name,
      {
        network,
        securityGroupId: groups.balancer.id,
        host: args.host,
        otherHosts: settings.domains.map(({ host }) => host),
        dns: args.dns,
        accessLogs: args.accessLogs,
        durable: args.durable,
        timings: limits,
        healthCheckPath: healthCheckPath(image.marketplace),
        dependsOn,
      },
      { parent: this },
    );
    if (settings.waf !== undefined) {
      const log = { logGroupName: `aws-waf-logs-${prefix}-relay`, logRetentionDays, kmsKeyArn };
      const protectedBalancer = { description: "Before the relay", metricName: "relay", balancerArns: { [name]: balancer.arn } };
      webAcl(name, { ...protectedBalancer, ...log, ...settings.waf, groups: WEB_ACL_GROUPS, dependsOn }, this);
    }
    const task = new Task(name, { ...args, image, redisUrl: cache.url, secrets, timings: limits }, { parent: this });
    const cluster = new aws.ecs.Cluster(name, { settings: [{ name: "containerInsights", value: "enabled" }] }, { parent: this });
    const clusterName = cluster.name;
    const alarms: aws.cloudwatch.MetricAlarm[] = [];

    if (certificateArn !== undefined) {
      const { domainsCertificateArn } = args;
      const listeners = balancer.listen(name, certificateArn, domainsCertificateArn);
      const failureEventTarget = reportFailedDeployments(
        `${name}-failed-deployments`,
        { accountId, region, clusterName, topicArn },
        this,
      );
      const ofDeployment = deploymentAlarms(name, { topicArn, balancer }, this);
      const running = service(
        name,
        {
          cluster,
          network,
          securityGroupId: groups.tasks.id,
          taskDefinitionArn: task.definitionArn,
          targetGroupArn: balancer.targetGroupArn,
          tasks: settings.minTasks,
          execEnabled,
          alarmNames: ofDeployment.map((alarm) => alarm.name),
          dependsOn: [
            ...listeners,
            ...groups.trafficRules,
            ...task.policies,
            ...(endpoints?.endpoints ?? []),
            failureEventTarget,
          ],
        },
        this,
      );
      const { deployedMinTasks } = args;
      autoscaling(name, { clusterName, serviceName: running.name, balancer, settings, deployedMinTasks }, this);
      const { cacheName } = cache;
      const { maxStorageGb } = settings.cache;
      const watched = {
        topicArn,
        balancer,
        cacheName,
        maxStorageGb,
        certificateArn,
        domainsCertificateArn,
        dependsOn: [running],
      };
      alarms.push(...ofDeployment, ...runningAlarms(name, watched, this));
      this.serviceName = running.name;
    }

    this.url = `https://${args.host}`;
    this.domainUrls = settings.domains.map(({ host }) => `https://${host}`);
    this.domainsCertificateArn = args.domainsCertificateArn;
    this.identityPublicKey = secrets.identityPublicKey;
    this.secretsPath = secrets.path;
    this.logGroupName = task.logGroupName;
    this.clusterName = clusterName;
    this.repositoryUrl = image.repositoryUrl;
    this.balancerArnSuffix = balancer.arnSuffix;
    this.cacheName = cache.cacheName;
    this.alarms = alarms;
    this.registerOutputs({ url: this.url, identityPublicKey: this.identityPublicKey });
  }
}
