import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { ecrRepositoryArn } from "../image/image-uri.ts";
import type { RelaySettings } from "../relay-settings.ts";
import type { Secrets } from "../secrets/secrets.ts";
import type { Timings } from "../timings.ts";
import { Roles } from "./roles.ts";
import { containerDefinitions } from "./task-definition.ts";

export interface TaskArgs {
  accountId: string;
  region: string;
  /** First part of every fixed name, "xmpro-prod". */
  prefix: string;
  /** Bare host name that clients reach the relay by. */
  host: string;
  image: TaskImage;
  /** "rediss://host:6379". */
  redisUrl: pulumi.Input<string>;
  secrets: Pick<Secrets, "arns" | "path" | "versions">;
  timings: Timings;
  settings: Pick<RelaySettings, "variables" | "domains" | "cpu" | "memory" | "execEnabled" | "tracesImage">;
  kmsKeyArn: pulumi.Input<string>;
  /** Days. */
  logRetentionDays: number;
}

/** The image of a task, built here or from elsewhere. */
export interface TaskImage {
  /** "registry/name@sha256:…". */
  readonly uri: pulumi.Input<string>;
  readonly marketplace: boolean;
  /** ARN of its ECR repository. Undefined: another registry, without credentials. */
  readonly repositoryArn: string | undefined;
  readonly cpuArchitecture: "X86_64" | "ARM64";
}

/** The relay's task definition, with its two roles and its log group. */
export class Task extends pulumi.ComponentResource {
  readonly definitionArn: pulumi.Output<string>;
  readonly logGroupName: pulumi.Output<string>;
  /** Depend on these: a task that starts earlier lacks its permissions. */
  readonly policies: readonly pulumi.Resource[];

  constructor(name: string, args: TaskArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:relay:Task", name, {}, opts);
    const { image, secrets, settings, kmsKeyArn } = args;
    const family = `${args.prefix}-relay`;
    const logs = new aws.cloudwatch.LogGroup(
      name,
      { name: `/ecs/${family}`, retentionInDays: args.logRetentionDays, kmsKeyId: kmsKeyArn },
      { parent: this },
    );
    const metricsLogs =
      settings.tracesImage === undefined
        ? undefined
        : new aws.cloudwatch.LogGroup(
            `${name}-metrics`,
            { name: `/ecs/${family}-metrics`, retentionInDays: args.logRetentionDays, kmsKeyId: kmsKeyArn },
            { parent: this },
          );
    const collector =
      settings.tracesImage === undefined || metricsLogs === undefined
        ? undefined
        : { image: settings.tracesImage, metricsLogGroupName: metricsLogs.name, serviceName: family };
    const roles = new Roles(
      name,
      {
        accountId: args.accountId,
        region: args.region,
        repositoryArn: image.repositoryArn,
        secretsPath: secrets.path,
        logGroupArn: logs.arn,
        kmsKeyArn,
        marketplace: image.marketplace,
        execEnabled: settings.execEnabled,
        collector: metricsLogs && {
          repositoryArn: ecrRepositoryArn(settings.tracesImage ?? ""),
          metricsLogGroupArn: metricsLogs.arn,
        },
      },
      { parent: this },
    );
    const fixed = {
      marketplace: image.marketplace,
      region: args.region,
      host: args.host,
      domains: settings.domains,
      variables: settings.variables,
      timings: args.timings,
      execEnabled: settings.execEnabled,
    };
    const { arns, versions } = secrets;
    this.definitionArn = new aws.ecs.TaskDefinition(
      name,
      {
        family,
        requiresCompatibilities: ["FARGATE"],
        networkMode: "awsvpc",
        runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: image.cpuArchitecture },
        cpu: String(settings.cpu),
        memory: String(settings.memory),
        executionRoleArn: roles.executionRoleArn,
        taskRoleArn: roles.taskRoleArn,
        containerDefinitions: pulumi
          .output({ image: image.uri, logGroupName: logs.name, redisUrl: args.redisUrl, secrets: { arns, versions }, collector })
          .apply((known) => JSON.stringify(containerDefinitions({ ...fixed, ...known }))),
      },
      { parent: this },
    ).arn;
    this.logGroupName = logs.name;
    this.policies = roles.policies;
    this.registerOutputs({ definitionArn: this.definitionArn });
  }
}
