/** Name of the collector's container in the task. */
export const COLLECTOR = "collector";

/** Where the relay sends its spans and metrics. All containers of a task share the loopback interface, and nobody else reaches it. */
const OTLP_ADDRESS = "127.0.0.1:4318";
/** The port that the image's own `/healthcheck` asks. */
const HEALTH_ADDRESS = "127.0.0.1:13133";
/** MiB of the task that the collector may use. Above it, the kernel ends the collector, and the relay runs on. */
export const COLLECTOR_MEMORY = 192;
/** CPU units of the task that the collector gets under load. The relay has the rest. */
const COLLECTOR_CPU = 64;

export interface CollectorArgs {
  /** The AWS Distro for OpenTelemetry collector, "account.dkr.ecr.region.amazonaws.com/name@sha256:…". */
  readonly image: string;
  readonly region: string;
  /** Of its own log lines. */
  readonly logGroupName: string;
  /** Log group from which CloudWatch makes metrics. */
  readonly metricsLogGroupName: string;
  /** Name of the relay in traces and metrics, "xmpro-prod-relay". */
  readonly serviceName: string;
}

/** The variables with which the relay sends to the collector. */
export function exportEnvironment({ serviceName }: Pick<CollectorArgs, "serviceName">) {
  return { OTEL_EXPORTER_OTLP_ENDPOINT: `http://${OTLP_ADDRESS}`, OTEL_SERVICE_NAME: serviceName };
}

/**
 * The collector beside the relay, in the form of ECS's API. It sends traces to X-Ray and metrics to CloudWatch. It is not essential: when it ends,
 * the relay runs on without telemetry.
 */
export function collectorContainer(args: CollectorArgs) {
  return {
    name: COLLECTOR,
    image: args.image,
    essential: false,
    versionConsistency: "enabled",
    cpu: COLLECTOR_CPU,
    memory: COLLECTOR_MEMORY,
    portMappings: [],
    environment: [
      { name: "AOT_CONFIG_CONTENT", value: JSON.stringify(configuration(args)) },
      // Go's garbage collector works harder before the kernel ends the process.
      { name: "GOMEMLIMIT", value: `${Math.round(COLLECTOR_MEMORY * 0.8)}MiB` },
    ],
    user: "65532:65532",
    healthCheck: { command: ["CMD", "/healthcheck"], interval: 30, timeout: 5, retries: 3, startPeriod: 30 },
    readonlyRootFilesystem: true,
    linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": args.logGroupName,
        "awslogs-region": args.region,
        "awslogs-stream-prefix": COLLECTOR,
        mode: "non-blocking",
        "max-buffer-size": "1m",
      },
    },
    mountPoints: [],
    volumesFrom: [],
    systemControls: [],
  };
}

/** The metrics that CloudWatch keeps, with their dimensions. It bills each combination of values. */
const METRICS = [
  declared(["kind", "outcome"], "^relay_requests_total$"),
  declared(["kind"], "^relay_request_duration_seconds$"),
  declared(["outcome"], "^relay_pairings_total$", "^relay_telemetry_spans_total$"),
  declared(["code"], "^relay_refusals_total$"),
  declared([], "^relay_requests_in_flight$"),
];

function declared(labels: readonly string[], ...names: readonly string[]) {
  return { dimensions: [["service.name", ...labels]], metric_name_selectors: names };
}

/** The collector's configuration. JSON is YAML, too. */
function configuration({ region, metricsLogGroupName }: CollectorArgs) {
  return {
    extensions: { health_check: { endpoint: HEALTH_ADDRESS } },
    receivers: { otlp: { protocols: { http: { endpoint: OTLP_ADDRESS } } } },
    processors: {
      memory_limiter: { check_interval: "1s", limit_percentage: 75, spike_limit_percentage: 20 },
      batch: { timeout: "5s" },
      // Each worker of the relay counts from its own start. CloudWatch adds up what came since the last time.
      cumulativetodelta: {},
    },
    exporters: {
      awsxray: { region },
      awsemf: {
        region,
        namespace: "XMPro/Relay",
        log_group_name: metricsLogGroupName,
        // A fixed name: the role may write to one log group, and the streams of it are of no interest.
        log_stream_name: "relay",
        // Makes "service.name" a label, and keeps the workers of a task apart.
        resource_to_telemetry_conversion: { enabled: true },
        dimension_rollup_option: "NoDimensionRollup",
        metric_declarations: METRICS,
      },
    },
    service: {
      extensions: ["health_check"],
      // By default it serves its own metrics on a port.
      telemetry: { metrics: { level: "none" } },
      pipelines: {
        traces: { receivers: ["otlp"], processors: ["memory_limiter", "batch"], exporters: ["awsxray"] },
        metrics: { receivers: ["otlp"], processors: ["memory_limiter", "cumulativetodelta", "batch"], exporters: ["awsemf"] },
      },
    },
  };
}
