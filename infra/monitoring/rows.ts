import type * as pulumi from "@pulumi/pulumi";
import type { WatchedDatabase } from "./database-alarms.ts";
import type { WatchedEnvironment } from "./environment-alarms.ts";
import type { WatchedRedis } from "./redis-alarms.ts";
import type { Graph, Line, Row } from "./widgets.ts";

/** An ECS service behind a load balancer, with a serverless cache. */
export interface WatchedService {
  readonly title: string;
  readonly balancerArnSuffix: pulumi.Input<string>;
  readonly clusterName: pulumi.Input<string>;
  /** Undefined while there is none. */
  readonly serviceName: pulumi.Input<string> | undefined;
  readonly cacheName: pulumi.Input<string>;
}

/** Requests and errors, health, response times and CPU of an environment. */
export function environmentRow({ title, environmentName, balancerArnSuffix, autoscalingGroupName }: WatchedEnvironment): Row {
  return {
    title,
    graphs: [
      requests(balancerArnSuffix),
      responseTimes(balancerArnSuffix),
      {
        title: "Health (0 Ok, 15 Warning, 20 Degraded, 25 Severe)",
        lines: [
          ["AWS/ElasticBeanstalk", "EnvironmentHealth", "EnvironmentName", environmentName, { stat: "Maximum", label: "health" }],
        ],
        max: 25,
      },
      {
        title: "CPU of the instances, percent",
        lines: [
          ["AWS/EC2", "CPUUtilization", "AutoScalingGroupName", autoscalingGroupName, { stat: "Average", label: "average" }],
          ["AWS/EC2", "CPUUtilization", "AutoScalingGroupName", autoscalingGroupName, { stat: "Maximum", label: "busiest" }],
        ],
        max: 100,
      },
    ],
  };
}

/** CPU, connections, latency, memory and free storage of a SQL Server. */
export function databaseRow({ identifier }: WatchedDatabase): Row {
  const line = (metric: string, label: string, stat = "Average"): Line => [
    "AWS/RDS",
    metric,
    "DBInstanceIdentifier",
    identifier,
    { stat, label },
  ];
  return {
    title: "SQL Server",
    graphs: [
      { title: "CPU, percent", lines: [line("CPUUtilization", "CPU")], max: 100 },
      { title: "Connections", lines: [line("DatabaseConnections", "connections", "Maximum")] },
      { title: "Latency, seconds", lines: [line("ReadLatency", "read"), line("WriteLatency", "write")] },
      {
        title: "Free storage and memory, bytes",
        lines: [line("FreeStorageSpace", "storage", "Minimum"), line("FreeableMemory", "memory", "Minimum")],
      },
    ],
  };
}

/** Memory, CPU, evictions and connections of each node of a Redis. */
export function redisRow({ nodeIds }: WatchedRedis): Row {
  const graph = (title: string, metric: string, stat: string, max?: number): Graph => ({
    title,
    lines: nodeIds.map((node, index) => [
      "AWS/ElastiCache",
      metric,
      "CacheClusterId",
      node,
      { stat, label: `node ${index + 1}` },
    ]),
    ...(max === undefined ? {} : { max }),
  });
  return {
    title: "Redis",
    graphs: [
      graph("Memory, percent", "DatabaseMemoryUsagePercentage", "Maximum", 100),
      graph("CPU of Redis, percent", "EngineCPUUtilization", "Maximum", 100),
      graph("Evicted keys", "Evictions", "Sum"),
      graph("Connections", "CurrConnections", "Maximum"),
    ],
  };
}

/** Requests and errors, response times, CPU and memory of the tasks, and the cache of a service. */
export function serviceRow({ title, balancerArnSuffix, clusterName, serviceName, cacheName }: WatchedService): Row {
  const ofCache = (metric: string, label: string, stat: string): Line => [
    "AWS/ElastiCache",
    metric,
    "clusterId",
    cacheName,
    { stat, label },
  ];
  const tasks: Graph[] =
    serviceName === undefined
      ? []
      : [
          {
            title: "CPU and memory of the tasks, percent",
            lines: ["CPUUtilization", "MemoryUtilization"].map((metric) => [
              ...["AWS/ECS", metric, "ClusterName", clusterName, "ServiceName", serviceName],
              { stat: "Average", label: metric.startsWith("CPU") ? "CPU" : "memory" },
            ]),
            max: 100,
          },
        ];
  return {
    title,
    graphs: [
      requests(balancerArnSuffix),
      responseTimes(balancerArnSuffix),
      ...tasks,
      {
        title: "Cache: bytes, and throttled commands",
        lines: [ofCache("BytesUsedForCache", "bytes", "Maximum"), ofCache("ThrottledCmds", "throttled", "Sum")],
      },
    ],
  };
}

const ofBalancer = (balancer: pulumi.Input<string>, metric: string, stat: string, label: string): Line => [
  "AWS/ApplicationELB",
  metric,
  "LoadBalancer",
  balancer,
  { stat, label },
];

function requests(balancer: pulumi.Input<string>): Graph {
  return {
    title: "Requests and 5xx a minute",
    lines: [
      ofBalancer(balancer, "RequestCount", "Sum", "requests"),
      ofBalancer(balancer, "HTTPCode_Target_5XX_Count", "Sum", "5xx of the target"),
      ofBalancer(balancer, "HTTPCode_ELB_5XX_Count", "Sum", "5xx of the load balancer"),
    ],
  };
}

function responseTimes(balancer: pulumi.Input<string>): Graph {
  return {
    title: "Response time, seconds",
    lines: ["p50", "p95", "p99"].map((stat) => ofBalancer(balancer, "TargetResponseTime", stat, stat)),
  };
}
