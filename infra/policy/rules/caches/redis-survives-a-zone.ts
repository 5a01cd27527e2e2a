import { inProd } from "../../in-prod.ts";
import { redisGroup } from "../../read/resource-types.ts";
import { type Rule, requireValue } from "../../rule.ts";

export const redisSurvivesAZone: Rule = {
  name: "redis-survives-a-zone",
  description: "In production, XMPro's Redis survives the loss of an availability zone.",
  remedy: "Set multiAzEnabled and automaticFailoverEnabled to true, with two nodes or more.",
  severity: "medium",
  enforcementLevel: "advisory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html",
  checks: [inProd(requireValue(redisGroup, "multiAzEnabled", true))],
};
