import type { RelayEnvironment } from "../../relay-service/src/contract.ts";
import type { Peer } from "../network/allow-traffic.ts";

/** All of a relay that a person may choose, checked before. */
export interface RelaySettings {
  readonly image: BuiltImage | GivenImage;
  readonly variables: RelayVariables;
  /** How tasks reach the upstream: through NAT, or a group or range of the VPC. The port is that of `UPSTREAM`. */
  readonly upstreamReach: { readonly port: number } & (
    | { readonly kind: "internet" }
    | { readonly kind: "vpc"; readonly reach: Peer }
  );
  /** 1, 2, 3, …: raised by one, the next secret signs. See `ClientIdSecrets`. */
  readonly secretVersion: number;
  /** CPU units, 1024 are one processor; with `memory` one of Fargate's pairs. */
  readonly cpu: number;
  /** MiB. */
  readonly memory: number;
  readonly minTasks: number;
  readonly maxTasks: number;
  /** Requests a minute that one task is given before there is another one. */
  readonly requestsPerTarget: number;
  /** Fewer tasks from one time of day to another, UTC, "hh:mm". */
  readonly nightTasks?: { readonly min: number; readonly from: string; readonly to: string } | undefined;
  readonly cache: {
    readonly engine: "valkey" | "redis";
    /** GB, 1 to 5000. */
    readonly maxStorageGb: number;
    /** 1000 to 15 000 000. */
    readonly maxEcpuPerSecond: number;
    /** Days that daily snapshots are kept. */
    readonly snapshotDays: number;
  };
  /** True: tasks reach AWS by interface endpoints inside the VPC, and not by NAT. */
  readonly vpcEndpoints: boolean;
  /** Requests of one address in 5 minutes, without a limit when undefined. No web ACL without it all. */
  readonly waf: { readonly rateLimit: number | undefined } | undefined;
  /** True: people may run programs in a task (ECS Exec). */
  readonly execEnabled: boolean;
}

/** Plain variables by the names of the relay's contract. No secret is among them: everybody who sees a task definition sees them. */
export type RelayVariables = Pick<RelayEnvironment, "UPSTREAM"> &
  Partial<Omit<RelayEnvironment, "CLIENT_ID_SECRET" | "SERVER_ID" | "RELAY_IDENTITY_SEED" | "REDIS_URL">>;

/** Built from this project's sources. */
export interface BuiltImage {
  readonly kind: "built";
  readonly architecture: "x86_64" | "arm64";
}

/** An image of somebody else's, for x86_64. */
export interface GivenImage {
  readonly kind: "given";
  /** "registry/name@sha256:…". */
  readonly uri: string;
  /** True: the vendor's from AWS Marketplace, which counts its use, and has its own names for some variables. */
  readonly marketplace: boolean;
}
