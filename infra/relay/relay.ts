import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Dns } from "../dns.ts";
import type { AllowedSources } from "../network/allow-traffic.ts";
import type { Subnets } from "../network/network.ts";
import type { AccessLogs } from "../private-bucket.ts";
import { webAcl } from "../web-acl.ts";
import { deploymentAlarms, runningAlarms } from "./alarms.ts";
import { ecrRepositoryArn } from "./image/image-uri.ts";
import { relayImage } from "./image/relay-image.ts";
import type { RelaySettings } from "./relay-settings.ts";
import { Secrets } from "./secrets/secrets.ts";
import { ServerlessCache } from "./serverless-cache.ts";
import { autoscaling } from "./service/autoscaling.ts";
import { tellFailedDeployments } from "./service/failed-deployments.ts";
import { service } from "./service/service.ts";
import { Task, type TaskImage } from "./service/task.ts";
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
  /** Undefined: it is not issued yet. Nobody is let in, nothing listens, and no task runs. */
  readonly certificateArn: pulumi.Output<string> | undefined;
  readonly allowedSources: AllowedSources;
  readonly kmsKeyArn: pulumi.Input<string>;
  /** SNS topic that hears of alarms and of deployments that failed. */
  readonly topicArn: pulumi.Input<string>;
  readonly accessLogs: AccessLogs;
  /** Days. */
  readonly logRetentionDays: number;
  readonly durable: boolean;
  readonly settings: RelaySettings;
  /** The fewest tasks as the last update or refresh saw them; undefined before the first deployment. */
  readonly deployedMinTasks?: number | undefined;
}

interface RelayImage extends TaskImage {
  readonly repositoryUrl: pulumi.Output<string> | undefined;
  /** Depend on these before anything that costs money. */
  readonly dependsOn: readonly pulumi.Resource[];
}

interface Parts {
  readonly certificateArn: pulumi.Output<string>;
  readonly cluster: aws.ecs.Cluster;
  readonly task: Task;
  readonly balancer: LoadBalancer;
  readonly groups: SecurityGroups;
  readonly cache: ServerlessCache;
  readonly endpoints: Endpoints | undefined;
}

/**
 * The relay between browsers and an API: its image, a cache, a load balancer with its name, and tasks of Fargate. The image comes first, so
 * that nothing that costs money is there when it cannot be built.
 */
export class Relay extends pulumi.ComponentResource {
  readonly url: string;
  /** The relay's Ed25519 public key, for clients to pin: 43 characters of base64url. */
  readonly identityPublicKey: pulumi.Output<string>;
  /** Path in SSM that the names of its secrets begin with. */
  readonly secretsPath: string;
  readonly logGroupName: pulumi.Output<string>;
  readonly clusterName: pulumi.Output<string>;
  /** Undefined while there is no certificate. */
  readonly serviceName: pulumi.Output<string> | undefined;
  /** Undefined for an image that is given. */
  readonly repositoryUrl: pulumi.Output<string> | undefined;

  constructor(name: string, args: RelayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:relay:Relay", name, {}, opts);
    const { network, settings, kmsKeyArn, durable, certificateArn } = args;
    const limits = timings(settings.variables);
    const image = this.image(name, args);
    const { dependsOn } = image;

    const endpoints = settings.vpcEndpoints
      ? new Endpoints(
          `${name}-endpoints`,
          { region: args.region, network, execEnabled: settings.execEnabled, dependsOn },
          { parent: this },
        )
      : undefined;
    const groups = new SecurityGroups(
      name,
      {
        network,
        allowedSources: certificateArn === undefined ? {} : args.allowedSources,
        upstreamReach: settings.upstreamReach,
        endpoints,
        imageIsOutside: isOutside(image, args.region),
      },
      { parent: this },
    );
    const cache = new ServerlessCache(
      name,
      { network, securityGroupId: groups.cache.id, cache: settings.cache, kmsKeyArn, dependsOn },
      { parent: this },
    );
    const { accountId, region, prefix } = args;
    const secrets = new Secrets(
      name,
      { accountId, region, prefix, secretVersion: settings.secretVersion, kmsKeyArn },
      { parent: this },
    );
    const balancer = new LoadBalancer(
      name,
      {
        network,
        securityGroupId: groups.balancer.id,
        host: args.host,
        dns: args.dns,
        accessLogs: args.accessLogs,
        durable,
        timings: limits,
        healthCheckPath: healthCheckPath(image.marketplace),
        dependsOn,
      },
      { parent: this },
    );
    if (settings.waf !== undefined) {
      const log = { logGroupName: `aws-waf-logs-${prefix}-relay`, logRetentionDays: args.logRetentionDays, kmsKeyArn };
      const before = { description: "Before the relay", metricName: "relay", balancerArns: { [name]: balancer.arn } };
      webAcl(name, { ...before, ...log, ...settings.waf, groups: WEB_ACL_GROUPS, dependsOn }, this);
    }

    const task = new Task(name, { ...args, image, redisUrl: cache.url, secrets, timings: limits }, { parent: this });
    const cluster = new aws.ecs.Cluster(name, { settings: [{ name: "containerInsights", value: "enabled" }] }, { parent: this });

    this.url = `https://${args.host}`;
    this.identityPublicKey = secrets.identityPublicKey;
    this.secretsPath = secrets.path;
    this.logGroupName = task.logGroupName;
    this.clusterName = cluster.name;
    this.repositoryUrl = image.repositoryUrl;
    this.serviceName =
      certificateArn && this.serve(name, args, { certificateArn, cluster, task, balancer, groups, cache, endpoints });
    this.registerOutputs({ url: this.url, identityPublicKey: this.identityPublicKey });
  }

  /** Runs the tasks, as many as the load needs, and watches them. @returns the name of the service. */
  private serve(name: string, args: RelayArgs, parts: Parts) {
    const { accountId, region, network, settings, topicArn, deployedMinTasks } = args;
    const { certificateArn, cluster, task, balancer, groups, cache, endpoints } = parts;
    const clusterName = cluster.name;
    const listeners = balancer.listen(name, certificateArn);
    const told = tellFailedDeployments(`${name}-failed-deployments`, { accountId, region, clusterName, topicArn }, this);
    const running = service(
      name,
      {
        cluster,
        network,
        securityGroupId: groups.tasks.id,
        taskDefinitionArn: task.definitionArn,
        targetGroupArn: balancer.targetGroupArn,
        tasks: settings.minTasks,
        execEnabled: settings.execEnabled,
        alarmNames: deploymentAlarms(name, { topicArn, balancer }, this),
        dependsOn: [...listeners, ...groups.trafficRules, ...task.policies, ...(endpoints?.endpoints ?? []), told],
      },
      this,
    );
    autoscaling(name, { clusterName, serviceName: running.name, balancer, settings, deployedMinTasks }, this);
    const { maxStorageGb } = settings.cache;
    const watched = { topicArn, balancer, cacheName: cache.cacheName, maxStorageGb, certificateArn, dependsOn: [running] };
    runningAlarms(name, watched, this);
    return running.name;
  }

  private image(name: string, { accountId, region, prefix, kmsKeyArn, settings }: RelayArgs): RelayImage {
    const { image } = settings;
    if (image.kind === "given") {
      const { uri, marketplace } = image;
      const repositoryArn = ecrRepositoryArn(uri);
      return { uri, marketplace, repositoryArn, repositoryUrl: undefined, cpuArchitecture: "X86_64", dependsOn: [] };
    }
    const { architecture } = image;
    const repositoryName = `${prefix}-relay`;
    const built = relayImage(name, { accountId, region, repositoryName, architecture, kmsKeyArn }, this);
    const { uri, repositoryArn, repositoryUrl } = built;
    const cpuArchitecture = architecture === "arm64" ? "ARM64" : "X86_64";
    return { uri, marketplace: false, repositoryArn, repositoryUrl, cpuArchitecture, dependsOn: [built.pushed] };
  }
}

/** True: the image, or what it reports its use to, is where no interface endpoint leads to. */
function isOutside({ marketplace, repositoryArn }: TaskImage, region: string): boolean {
  return marketplace || repositoryArn?.split(":")[3] !== region;
}
