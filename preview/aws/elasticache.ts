import type { Registered } from "../engine/engine.ts";
import type { Graph } from "../engine/graph.ts";
import { inputOrName } from "./outputs.ts";
import { encrypted, type Fact, protectedFromDestroy } from "./protection-fact.ts";
import type { Service } from "./service.ts";

export const elasticache: Service = {
  title: "ElastiCache",
  types: {
    "aws:elasticache/parameterGroup:ParameterGroup": { outputs: (name, inputs) => ({ name: inputOrName(inputs, "name", name) }) },
    "aws:elasticache/replicationGroup:ReplicationGroup": {
      outputs: (name, { numCacheClusters }, { region }) => ({
        memberClusters: Array.from({ length: Number(numCacheClusters) }, (_, index) => `${name}-00${index + 1}`),
        primaryEndpointAddress: `master.${name}.cache.${region}.amazonaws.com`,
      }),
      noun: ["Redis", "Redis groups"],
      durations: [
        {
          when: ({ numCacheClusters }) => Number(numCacheClusters) > 1,
          seconds: 10 * 60,
          estimate: true,
          source:
            "acceptance test multiAzInVPC makes and deletes one in 10 minutes, hashicorp/terraform-provider-aws#49268; logs and encryption add some",
        },
        {
          seconds: 8 * 60,
          estimate: true,
          source: "acceptance tests make and delete one in 8 to 11 minutes, hashicorp/terraform-provider-aws#49268 and #45518",
        },
      ],
      protection: redisProtection,
      summary: ({ inputs }) => `${inputs.nodeType} × ${inputs.numCacheClusters}, ${inputs.engine} ${inputs.engineVersion}`,
    },
    "aws:elasticache/serverlessCache:ServerlessCache": {
      outputs: (name, inputs, { region }) => {
        const address = `${inputOrName(inputs, "name", name)}.serverless.${region}.cache.amazonaws.com`;
        return {
          name: inputOrName(inputs, "name", name),
          endpoints: [{ address, port: 6379 }],
          readerEndpoints: [{ address, port: 6380 }],
        };
      },
      durations: [
        {
          seconds: 4 * 60,
          estimate: true,
          source: "acceptance tests make and delete one in 5 to 6 minutes, hashicorp/terraform-provider-aws#46134 and #48380",
        },
      ],
      protection: serverlessProtection,
      summary: serverlessSummary,
    },
    "aws:elasticache/subnetGroup:SubnetGroup": { outputs: (name, inputs) => ({ name: inputOrName(inputs, "name", name) }) },
  },
};

function redisProtection(resource: Registered, graph: Graph): Fact[] {
  const { atRestEncryptionEnabled, transitEncryptionEnabled, authToken, snapshotRetentionLimit, automaticFailoverEnabled } =
    resource.inputs;
  const days = Number(snapshotRetentionLimit ?? 0);
  return [
    encrypted(resource, "kmsKeyId", graph, atRestEncryptionEnabled === true || atRestEncryptionEnabled === "true"),
    [transitEncryptionEnabled === true, "TLS only", "accepts connections without TLS"],
    [authToken !== undefined, "AUTH token", "no AUTH token"],
    [days > 0, `daily snapshots kept ${days} ${days === 1 ? "day" : "days"}`, "no snapshots"],
    [automaticFailoverEnabled === true, "a replica in a second zone", "one node"],
    protectedFromDestroy(resource),
  ];
}

/** Its data lives no longer than a pair, so it is not protected from destroy. */
function serverlessProtection(resource: Registered, graph: Graph): Fact[] {
  const days = Number(resource.inputs.snapshotRetentionLimit ?? 0);
  return [
    encrypted(resource, "kmsKeyId", graph, resource.inputs.kmsKeyId !== undefined),
    [true, "TLS only", ""],
    [days > 0, `daily snapshots kept ${days} ${days === 1 ? "day" : "days"}`, "no snapshots"],
  ];
}

/** "valkey 8, at most 1 GB and 5000 ECPU a second". */
function serverlessSummary({ inputs }: Registered): string {
  const limits = inputs.cacheUsageLimits as
    | { dataStorage?: { maximum?: number }; ecpuPerSeconds?: readonly { maximum?: number }[] }
    | undefined;
  const [ecpu] = limits?.ecpuPerSeconds ?? [];
  return `${inputs.engine} ${inputs.majorEngineVersion}, at most ${limits?.dataStorage?.maximum} GB and ${ecpu?.maximum} ECPU a second`;
}
