import { redisGroup } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const cachesInOneRegion: Rule = {
  name: "caches-in-one-region",
  description: "XMPro's Redis belongs to no global datastore, which would copy its data to another region and own it.",
  remedy: "Leave globalReplicationGroupId out.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Redis-Global-Datastore.html",
  checks: [
    onResource(redisGroup, ({ globalReplicationGroupId: id }) =>
      id ? `globalReplicationGroupId must be left out, got ${quote(id)}` : undefined,
    ),
  ],
};
