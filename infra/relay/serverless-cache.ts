import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Subnets } from "../network/network.ts";
import type { RelaySettings } from "./relay-settings.ts";

export interface ServerlessCacheArgs {
  network: Subnets;
  securityGroupId: pulumi.Input<string>;
  cache: RelaySettings["cache"];
  kmsKeyArn: pulumi.Input<string>;
  /** What must exist before anything that costs money. */
  dependsOn: readonly pulumi.Resource[];
}

/** Engine version of a new cache. */
const MAJOR_VERSIONS = { valkey: "8", redis: "7" } as const;

/**
 * The Redis with the pairs that the tasks share: ElastiCache Serverless, TLS only, with two limits that bound its cost. Its
 * security group alone controls access, as its values are encrypted with a key that only the tasks have.
 */
export class ServerlessCache extends pulumi.ComponentResource {
  /** "rediss://host:6379". */
  readonly url: pulumi.Output<string>;
  /** Its name in metrics. */
  readonly cacheName: pulumi.Output<string>;

  constructor(name: string, args: ServerlessCacheArgs, opts?: pulumi.ComponentResourceOptions) {
    super("xmpro-aws:relay:ServerlessCache", name, {}, opts);
    const { engine, maxStorageGb, maxEcpuPerSecond, snapshotDays } = args.cache;
    const cache = new aws.elasticache.ServerlessCache(
      name,
      {
        description: "Pairs of the relay and its clients",
        engine,
        majorEngineVersion: MAJOR_VERSIONS[engine],
        cacheUsageLimits: {
          dataStorage: { maximum: maxStorageGb, unit: "GB" },
          ecpuPerSeconds: [{ maximum: maxEcpuPerSecond }],
        },
        subnetIds: args.network.isolatedSubnetIds,
        securityGroupIds: [args.securityGroupId],
        kmsKeyId: args.kmsKeyArn,
        snapshotRetentionLimit: snapshotDays,
        dailySnapshotTime: "20:30",
      },
      { parent: this, dependsOn: [...args.dependsOn] },
    );
    this.url = cache.endpoints.apply((endpoints) => `rediss://${endpoints[0]?.address ?? ""}:${CACHE_PORTS.primary}`);
    this.cacheName = cache.name;
    this.registerOutputs({ url: this.url });
  }
}

/** A cluster client connects to the second port too, and waits until it times out if no rule allows it. */
export const CACHE_PORTS = { primary: 6379, reader: 6380 } as const;
