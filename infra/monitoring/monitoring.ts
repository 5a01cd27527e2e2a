import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { createAlarms } from "./alarms.ts";
import { certificateExpiry } from "./certificate-expiry.ts";
import { databaseAlarms, type WatchedDatabase } from "./database-alarms.ts";
import { environmentAlarms, type WatchedEnvironment } from "./environment-alarms.ts";
import { redisAlarms, type WatchedRedis } from "./redis-alarms.ts";
import { databaseRow, environmentRow, redisRow, serviceRow, type WatchedService } from "./rows.ts";
import { widgets } from "./widgets.ts";

export interface MonitoringArgs {
  region: string;
  /** Fixed, as people look for it in the console: letters, digits, hyphens. */
  dashboardName: string;
  /** SNS topic that receives the alarms. */
  topicArn: pulumi.Input<string>;
  /** The environments by the first part of their alarms' names, each with the component that creates it. */
  environments: Readonly<Record<string, WatchedEnvironment & { readonly component: pulumi.Resource }>>;
  /** Undefined for a server that the stack does not create. */
  database: WatchedDatabase | undefined;
  /** Undefined for a Redis that the stack does not create. */
  redis: WatchedRedis | undefined;
  /** A service and the alarms that it has already. */
  service: (WatchedService & { readonly alarms: readonly aws.cloudwatch.MetricAlarm[] }) | undefined;
  /** A certificate that no other alarm watches. */
  certificateArn: pulumi.Input<string> | undefined;
}

/** The alarms of what runs in a stack, and one dashboard with all of them on top. */
export class Monitoring extends pulumi.ComponentResource {
  readonly dashboardUrl: string;

  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:monitoring:Monitoring", name, {}, opts);
    const { region, dashboardName, topicArn, database, redis, service, certificateArn } = args;
    const context = { topicArn, parent: this };
    const environments = Object.entries(args.environments);
    const alarms = [
      ...environments.flatMap(([prefix, { component, ...environment }]) =>
        createAlarms(prefix, environmentAlarms(environment), { ...context, dependsOn: [component] }),
      ),
      ...(database === undefined ? [] : createAlarms("database", databaseAlarms(database), context)),
      ...(redis === undefined ? [] : createAlarms("redis", redisAlarms(redis), context)),
      ...(service?.alarms ?? []),
      ...(certificateArn === undefined
        ? []
        : createAlarms("certificate", { expiry: certificateExpiry(certificateArn, "The products' certificate") }, context)),
    ];
    const rows = [
      ...environments.map(([, environment]) => environmentRow(environment)),
      ...(database === undefined ? [] : [databaseRow(database)]),
      ...(redis === undefined ? [] : [redisRow(redis)]),
      ...(service === undefined ? [] : [serviceRow(service)]),
    ];
    const alarmArns = alarms.map((alarm) => alarm.arn);
    new aws.cloudwatch.Dashboard(
      name,
      { dashboardName, dashboardBody: pulumi.jsonStringify({ widgets: widgets(region, alarmArns, rows) }) },
      { parent: this },
    );
    this.dashboardUrl = `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard/${dashboardName}`;
    this.registerOutputs({ dashboardUrl: this.dashboardUrl });
  }
}
