import type { RelayEnvironment } from "../../relay-service/src/contract.ts";
import type { Peer } from "../network/allow-traffic.ts";

/** The settings of a relay, already checked. */
export interface RelaySettings {
  readonly image: ImageToBuild | GivenImage;
  readonly variables: RelayVariables;
  /** The port is that of `UPSTREAM`. */
  readonly upstreamReach: UpstreamReach;
  /** Hosts besides the relay's own, each with an API of its own behind it. */
  readonly domains: readonly RelayDomain[];
  /** 1, 2, 3, …: an increase by 1 makes the next secret sign. See `ClientIdSecrets`. */
  readonly secretVersion: number;
  /** CPU units; 1024 are one vCPU. With `memory`, one of the combinations that Fargate supports. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  readonly minTasks: number;
  readonly maxTasks: number;
  /** Requests per minute and task above which autoscaling adds a task. */
  readonly requestsPerTarget: number;
  /** Fewer tasks between two times of day, UTC, "hh:mm". */
  readonly nightTasks?: { readonly min: number; readonly from: string; readonly to: string } | undefined;
  readonly cache: {
    readonly engine: "valkey" | "redis";
    /** GB, 1 to 5000. */
    readonly maxStorageGb: number;
    /** 1000 to 15 000 000. */
    readonly maxEcpuPerSecond: number;
    /** Days that AWS keeps daily snapshots. */
    readonly snapshotDays: number;
  };
  /** True: tasks reach AWS through interface endpoints in the VPC instead of NAT. */
  readonly vpcEndpoints: boolean;
  /** Undefined: no web ACL. `rateLimit`: requests of one IP address in 5 minutes; no limit when undefined. */
  readonly waf: { readonly rateLimit: number | undefined } | undefined;
  /** True: people may run programs in a task (ECS Exec). */
  readonly execEnabled: boolean;
  /**
   * Image in ECR of the collector that sends traces and metrics to X-Ray and CloudWatch, by digest. Undefined: none are sent.
   */
  readonly tracesImage: string | undefined;
}

/** How tasks reach an upstream: through NAT, or in the VPC by its security group or range. */
export type UpstreamReach = { readonly port: number } & (
  | { readonly kind: "internet" }
  | { readonly kind: "vpc"; readonly reach: Peer }
);

/** A host at which the relay answers, and the API behind it there. */
export interface RelayDomain {
  readonly host: string;
  /** URL of the API, without a comma. */
  readonly upstream: string;
  /** The port is that of `upstream`. */
  readonly reach: UpstreamReach;
}

/** Plain variables by the names of the relay's contract. No secret is among them: everybody who sees a task definition sees them. */
export type RelayVariables = Required<Pick<RelayEnvironment, "UPSTREAM">> &
  Partial<
    Omit<
      RelayEnvironment,
      "CLIENT_ID_SECRET" | "SERVER_ID" | "RELAY_IDENTITY_SEED" | "REDIS_URL" | keyof DeploymentVariables | ExportVariable
    >
  >;

/** OpenTelemetry's variables: `tracesImage` decides all of them. */
type ExportVariable = Extract<keyof RelayEnvironment, `OTEL_${string}`>;

/** What the deployment decides and no setting may: a value given for one of these would have no effect. */
export type DeploymentVariables = Required<
  Pick<
    RelayEnvironment,
    "PORT" | "METRICS_PORT" | "PUBLIC_ORIGINS" | "STORE_EVICTION" | "TRUSTED_PROXY_HOPS" | "KEEP_ALIVE_MS" | "DRAIN_MS"
  >
> &
  Pick<RelayEnvironment, "DOMAIN_MAP">;

/** Built from this project's sources. */
export interface ImageToBuild {
  readonly kind: "built";
  readonly architecture: "x86_64" | "arm64";
}

/** An existing image from elsewhere, for x86_64. */
export interface GivenImage {
  readonly kind: "given";
  /** "registry/name@sha256:…". */
  readonly uri: string;
  /** True: the vendor's image from AWS Marketplace, which reports its use and has other names for some variables. */
  readonly marketplace: boolean;
}
