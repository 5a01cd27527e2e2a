import { PATHS, PORTS, type RelayEnvironment } from "../../../relay-service/src/contract.ts";
import { domainMap } from "../domain-map.ts";
import type { DeploymentVariables, RelayDomain, RelayVariables } from "../relay-settings.ts";
import type { SecretKey } from "../secrets/secrets.ts";
import type { Timings } from "../timings.ts";
import { type CollectorArgs, collectorContainer, exportEnvironment } from "./collector.ts";

/** Name of the container in the task; the service refers to it for the load balancer's targets. */
export const CONTAINER = "relay";

export interface ContainerArgs {
  /** "registry/name@sha256:…". */
  readonly image: string;
  /** True: the vendor's image, of which only the vendor's guide is known. */
  readonly marketplace: boolean;
  readonly region: string;
  readonly logGroupName: string;
  /** Bare host name that clients reach the relay by. */
  readonly host: string;
  /** Hosts besides that one. The vendor's image has none. */
  readonly domains: readonly RelayDomain[];
  /** "rediss://host:6379". */
  readonly redisUrl: string;
  readonly variables: RelayVariables;
  readonly timings: Timings;
  readonly secrets: {
    /** ARNs of parameters. */
    readonly arns: Readonly<Record<SecretKey, string>>;
    /** Changes with the values: ECS reads the newest values, but only when a task starts. */
    readonly versions: string;
  };
  /** ECS Exec copies its agent into the container, which needs a writable file system for that. */
  readonly execEnabled: boolean;
  /** Undefined: no telemetry. */
  readonly collector: Pick<CollectorArgs, "image" | "metricsLogGroupName" | "serviceName"> | undefined;
}

type Environment = { readonly [Name in keyof RelayEnvironment]?: string };

/** The containers of a task, in the form of ECS's API. Pure: the same arguments give the same result. */
export function containerDefinitions(
  args: ContainerArgs,
): [ReturnType<typeof relayContainer>, ...ReturnType<typeof collectorContainer>[]] {
  const { collector } = args;
  return [relayContainer(args), ...(collector === undefined ? [] : [collectorContainer({ ...args, ...collector })])];
}

function relayContainer(args: ContainerArgs) {
  const { image, marketplace, timings, execEnabled } = args;
  return {
    name: CONTAINER,
    image,
    essential: true,
    versionConsistency: "enabled",
    portMappings: [{ containerPort: PORTS.relay, hostPort: PORTS.relay, protocol: "tcp" }],
    environment: listed(marketplace ? vendorEnvironment(args) : relayEnvironment(args)),
    secrets: Object.entries(marketplace ? VENDOR_SECRETS : RELAY_SECRETS).map(([name, key]) => ({
      name,
      valueFrom: args.secrets.arns[key],
    })),
    dockerLabels: { "secret-versions": args.secrets.versions },
    ...(marketplace ? {} : { user: "65532:65532", healthCheck: HEALTH_CHECK }),
    readonlyRootFilesystem: !marketplace && !execEnabled,
    linuxParameters: { initProcessEnabled: true, capabilities: { drop: ["ALL"] } },
    // One for each client's connection, and one for each open request to the upstream.
    ulimits: [{ name: "nofile", softLimit: 65_536, hardLimit: 65_536 }],
    stopTimeout: timings.stopTimeout,
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": args.logGroupName,
        "awslogs-region": args.region,
        "awslogs-stream-prefix": CONTAINER,
        // A lost log line is better than a relay that waits for CloudWatch.
        mode: "non-blocking",
        "max-buffer-size": "4m",
      },
    },
    mountPoints: [],
    volumesFrom: [],
    systemControls: [],
  };
}

/** The path of the load balancer's health check. */
export function healthCheckPath(marketplace: boolean): string {
  return marketplace ? PATHS.liveness : PATHS.readiness;
}

/** A command without a shell, as the image has none. Times in seconds. */
const HEALTH_CHECK = {
  command: ["CMD", "/nodejs/bin/node", "/app/health-check.mjs"],
  interval: 10,
  timeout: 5,
  retries: 3,
  startPeriod: 30,
};

const RELAY_SECRETS: Partial<Record<keyof RelayEnvironment, SecretKey>> = {
  CLIENT_ID_SECRET: "clientIdSecrets",
  RELAY_IDENTITY_SEED: "identitySeed",
};

/** The vendor's image reads one secret, by one name or the other. */
const VENDOR_SECRETS: Readonly<Record<string, SecretKey>> = {
  CLIENT_ID_SECRET: "clientIdSecret",
  SERVER_ID: "clientIdSecret",
};

function relayEnvironment({ variables, host, domains, redisUrl, timings, collector }: ContainerArgs): Environment {
  const DOMAIN_MAP = domainMap(domains);
  const decided: DeploymentVariables = {
    PORT: String(PORTS.relay),
    // Off: no security group rule allows it.
    METRICS_PORT: "0",
    ...(DOMAIN_MAP === undefined ? {} : { DOMAIN_MAP }),
    PUBLIC_ORIGINS: [host, ...domains.map((domain) => domain.host)].map((name) => `https://${name}`).join(","),
    // AWS's serverless cache evicts keys near its limit (volatile-lru). No setting changes that.
    STORE_EVICTION: "accept",
    // The load balancer, which adds the client's address.
    TRUSTED_PROXY_HOPS: "1",
    KEEP_ALIVE_MS: String(timings.keepAliveMs),
    DRAIN_MS: String(timings.drainMs),
  };
  return { ...variables, ...decided, ...(collector && exportEnvironment(collector)), REDIS_URL: redisUrl };
}

/** The variables of the vendor's guide, which spells that of the routes in two ways. */
function vendorEnvironment({ variables, redisUrl }: ContainerArgs): Readonly<Record<string, string | undefined>> {
  const { UPSTREAM, CORS_ORIGINS, PASS_THROUGH_ROUTES } = variables;
  return {
    UPSTREAM,
    CORS_ORIGINS,
    PASS_THROUGH_ROUTES,
    PASSTHROUGH_ROUTES: PASS_THROUGH_ROUTES,
    PORT: String(PORTS.relay),
    REDIS_URL: redisUrl,
  };
}

/** In a fixed order, as ECS replaces every task when the text changes. */
function listed(environment: Readonly<Record<string, string | undefined>>): { name: string; value: string }[] {
  return Object.entries(environment)
    .flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
