import type { Section } from "./setting.ts";

export const redis = {
  redisNodeType: {
    type: "string",
    perStack: true,
    description: "ElastiCache node type.",
    change: "With dataProtection durable a change waits for the maintenance window.",
  },
  redisNodes: {
    type: "integer",
    perStack: true,
    description: "Number of nodes, the primary and its replicas, 1 to 6. At least 2 with dataProtection durable.",
  },
  redisSnapshotDays: {
    type: "integer",
    perStack: true,
    description: "Days for which snapshots are kept, 1 to 35.",
  },
  redisSnapshotWindow: {
    type: "string",
    perStack: true,
    description: "Time of the daily snapshot, UTC, hh:mm-hh:mm, at least 60 minutes.",
  },
  redisMaintenanceWindow: {
    type: "string",
    perStack: true,
    description:
      "Time of the weekly patches, UTC, ddd:hh:mm-ddd:hh:mm, 60 minutes to 24 hours. It must not overlap redisSnapshotWindow.",
  },
  redisHost: {
    type: "string",
    description:
      "Host name of an existing Redis with TLS and without cluster mode. Needs redisAuthToken, and either redisSecurityGroupId or redisCidr. Not set: a cache is created.",
    change: "Setting it later deletes the created cache. With dataProtection durable it is refused.",
  },
  redisPort: {
    type: "integer",
    description: "Port of the existing Redis. Not set: 6379.",
  },
  redisSecurityGroupId: {
    type: "string",
    description:
      "Security group of the existing Redis, in the same VPC or a peered one. It gets inbound rules for the products. Needs vpcId, as a created VPC has no peering. Without vpcId use redisCidr.",
  },
  redisCidr: {
    type: "string",
    description:
      "IPv4 network of the existing Redis, where it has no security group that can get a rule. It must not overlap vpcCidr of a created VPC.",
  },
  redisAuthToken: {
    type: "string",
    secret: true,
    description: "Token of the existing Redis: 16 to 128 letters, digits and ! & # $ ^ < > -",
  },
} as const satisfies Section;
