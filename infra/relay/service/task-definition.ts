import { PATHS, PORTS, type RelayEnvironment } from "../../../relay-service/src/contract.ts";
import type { RelayVariables } from "../relay-settings.ts";
import type { SecretKey } from "../secrets/secrets.ts";
import type { Timings } from "../timings.ts";

/** Name of the container in the task; the load balancer's targets go by it. */
export const CONTAINER = "relay";

export interface ContainerArgs {
  /** "registry/name@sha256:…". */
  readonly image: string;
  /** True: the vendor's image, of which we know only what the vendor's guide says. */
  readonly marketplace: boolean;
  readonly region: string;
  readonly logGroupName: string;
  /** Bare host name that clients reach the relay by. */
  readonly host: string;
  /** "rediss://host:6379". */
  readonly redisUrl: string;
  readonly variables: RelayVariables;
  readonly timings: Timings;
  readonly secrets: {
    /** ARNs of parameters. */
    readonly arns: Readonly<Record<SecretKey, string>>;
    /** Another text for other values: ECS reads the newest ones, and does so only when a task starts. */
    readonly versions: string;
  };
  /** ECS Exec puts its agent into the container, which needs a file system that it can write to. */
  readonly execEnabled: boolean;
}

type Environment = { readonly [Name in keyof RelayEnvironment]?: string };

/** The containers of a task, in the form of ECS's API. Pure: the same arguments give the same text. */
export function containerDefinitions(args: ContainerArgs) {
  const { image, marketplace, timings, execEnabled } = args;
  return [
    {
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
      // One for each client and one for each request under way to the upstream.
      ulimits: [{ name: "nofile", softLimit: 65_536, hardLimit: 65_536 }],
      stopTimeout: timings.stopTimeout,
      logConfiguration: {
        logDriver: "awslogs",
        options: {
          "awslogs-group": args.logGroupName,
          "awslogs-region": args.region,
          "awslogs-stream-prefix": CONTAINER,
          // Rather a lost line than a relay that waits for CloudWatch.
          mode: "non-blocking",
          "max-buffer-size": "4m",
        },
      },
      mountPoints: [],
      volumesFrom: [],
      systemControls: [],
    },
  ];
}

/** The path that answers whether a task can serve. */
export function healthCheckPath(marketplace: boolean): string {
  return marketplace ? PATHS.liveness : PATHS.readiness;
}

/** There is no shell in the image. Seconds. */
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

/** The vendor's knows one secret, by one name or the other. */
const VENDOR_SECRETS: Readonly<Record<string, SecretKey>> = {
  CLIENT_ID_SECRET: "clientIdSecret",
  SERVER_ID: "clientIdSecret",
};

function relayEnvironment({ variables, host, redisUrl, timings }: ContainerArgs): Environment {
  return {
    ...variables,
    PORT: String(PORTS.relay),
    // No door leads to it.
    METRICS_PORT: "0",
    PUBLIC_ORIGINS: `https://${host}`,
    REDIS_URL: redisUrl,
    // AWS's serverless cache evicts near its limit (volatile-lru), and cannot be told otherwise.
    STORE_EVICTION: "accept",
    // The load balancer, which writes the address that it sees.
    TRUSTED_PROXY_HOPS: "1",
    KEEP_ALIVE_MS: String(timings.keepAliveMs),
    DRAIN_MS: String(timings.drainMs),
  };
}

/** What the vendor's guide names; it writes the routes' variable in two ways. */
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

/** In a fixed order, as ECS starts every task anew when the text changes. */
function listed(environment: Readonly<Record<string, string | undefined>>): { name: string; value: string }[] {
  return Object.entries(environment)
    .flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
