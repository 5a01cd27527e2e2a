import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RelaySettings } from "../relay-settings.ts";
import type { LoadBalancer } from "../traffic/load-balancer.ts";

export interface AutoscalingArgs {
  clusterName: pulumi.Input<string>;
  serviceName: pulumi.Input<string>;
  balancer: Pick<LoadBalancer, "arnSuffix" | "targetGroupArnSuffix">;
  settings: Pick<RelaySettings, "minTasks" | "maxTasks" | "requestsPerTarget" | "nightTasks">;
  /** Minimum number of tasks in the state of the last update or refresh. Undefined before the first deployment. */
  deployedMinTasks?: number | undefined;
}

/** Average CPU utilization of the tasks in percent. The rest serves the load until a new task is ready. */
const CPU = 60;

/** Scales the tasks by CPU utilization and by the number of requests; the larger number of tasks applies. */
export function autoscaling(name: string, args: AutoscalingArgs, parent: pulumi.Resource): void {
  const { minTasks, maxTasks, requestsPerTarget, nightTasks } = args.settings;
  const minimum = minimumTasks(args);
  const target = new aws.appautoscaling.Target(
    name,
    {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: pulumi.interpolate`service/${args.clusterName}/${args.serviceName}`,
      minCapacity: minimum.tasks,
      maxCapacity: maxTasks,
    },
    { parent, ignoreChanges: minimum.isScheduled ? ["minCapacity"] : [] },
  );
  const { serviceNamespace, scalableDimension, resourceId } = target;
  const of = { serviceNamespace, scalableDimension, resourceId };
  const track = (metric: string, targetValue: number, predefinedMetricSpecification: PredefinedMetric) =>
    new aws.appautoscaling.Policy(
      `${name}-${metric}`,
      {
        ...of,
        policyType: "TargetTrackingScaling",
        // Seconds: scale out quickly, scale in slowly.
        targetTrackingScalingPolicyConfiguration: {
          targetValue,
          predefinedMetricSpecification,
          scaleOutCooldown: 60,
          scaleInCooldown: 300,
        },
      },
      { parent },
    );
  track("cpu", CPU, { predefinedMetricType: "ECSServiceAverageCPUUtilization" });
  track("requests", requestsPerTarget, {
    predefinedMetricType: "ALBRequestCountPerTarget",
    resourceLabel: pulumi.interpolate`${args.balancer.arnSuffix}/${args.balancer.targetGroupArnSuffix}`,
  });
  if (nightTasks === undefined) return;
  const from = (time: string, purpose: string, minCapacity: number, dependsOn: pulumi.Resource[]) =>
    new aws.appautoscaling.ScheduledAction(
      `${name}-${purpose}`,
      { ...of, schedule: daily(time), timezone: "UTC", scalableTargetAction: { minCapacity, maxCapacity: maxTasks } },
      { parent, dependsOn },
    );
  const night = from(nightTasks.from, "night", nightTasks.min, []);
  // In sequence: AWS refuses two concurrent changes of one target.
  from(nightTasks.to, "day", minTasks, [night]);
}

/**
 * The minimum that an update sets. At night the schedule has set a lower one, which a refresh writes to the state. An update must
 * not set the day's minimum then. Where the state has no number, the update ignores the minimum, so that the schedule's stays.
 */
function minimumTasks({ settings: { minTasks, nightTasks }, deployedMinTasks }: AutoscalingArgs) {
  if (nightTasks === undefined) return { tasks: minTasks, isScheduled: false };
  const isNight = deployedMinTasks === nightTasks.min;
  return { tasks: isNight ? nightTasks.min : minTasks, isScheduled: deployedMinTasks === undefined };
}

interface PredefinedMetric {
  readonly predefinedMetricType: string;
  readonly resourceLabel?: pulumi.Input<string>;
}

/** "20:05" → "cron(5 20 * * ? *)". */
export function daily(time: string): string {
  const [hour, minute] = time.split(":");
  return `cron(${Number(minute)} ${Number(hour)} * * ? *)`;
}
