import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RelaySettings } from "../relay-settings.ts";
import type { LoadBalancer } from "../traffic/load-balancer.ts";

export interface AutoscalingArgs {
  clusterName: pulumi.Input<string>;
  serviceName: pulumi.Input<string>;
  balancer: Pick<LoadBalancer, "arnSuffix" | "targetGroupArnSuffix">;
  settings: Pick<RelaySettings, "minTasks" | "maxTasks" | "requestsPerTarget" | "nightTasks">;
  /** The fewest tasks as the last update or refresh saw them; undefined before the first deployment. */
  deployedMinTasks?: number | undefined;
}

/** Percent of the processors that tasks use on average. The rest is for what comes before a new task is ready. */
const CPU = 60;

/** As many tasks as the load needs: the larger of what the processors and the number of requests ask for. */
export function autoscaling(name: string, args: AutoscalingArgs, parent: pulumi.Resource): void {
  const { minTasks, maxTasks, requestsPerTarget, nightTasks } = args.settings;
  const fewest = fewestTasks(args);
  const target = new aws.appautoscaling.Target(
    name,
    {
      serviceNamespace: "ecs",
      scalableDimension: "ecs:service:DesiredCount",
      resourceId: pulumi.interpolate`service/${args.clusterName}/${args.serviceName}`,
      minCapacity: fewest.tasks,
      maxCapacity: maxTasks,
    },
    { parent, ignoreChanges: fewest.isScheduled ? ["minCapacity"] : [] },
  );
  const { serviceNamespace, scalableDimension, resourceId } = target;
  const of = { serviceNamespace, scalableDimension, resourceId };
  const track = (metric: string, targetValue: number, predefinedMetricSpecification: PredefinedMetric) =>
    new aws.appautoscaling.Policy(
      `${name}-${metric}`,
      {
        ...of,
        policyType: "TargetTrackingScaling",
        // Seconds: quickly up, slowly down.
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
  // One after the other: AWS refuses two changes of one target at once.
  from(nightTasks.to, "day", minTasks, [night]);
}

/**
 * The fewest tasks that an update sets. At night the schedule has set fewer, and a refresh reads them: an update that set the day's
 * would fight with it. Where the state has no number, the schedule keeps what it has set.
 */
function fewestTasks({ settings: { minTasks, nightTasks }, deployedMinTasks }: AutoscalingArgs) {
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
