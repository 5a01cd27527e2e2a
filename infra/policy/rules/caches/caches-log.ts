import { redisGroup } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const cachesLog: Rule = {
  name: "caches-log",
  description: "XMPro's Redis sends its log to CloudWatch or Firehose.",
  remedy: "Set logDeliveryConfigurations for the engine-log, and for the slow-log.",
  severity: "low",
  enforcementLevel: "advisory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Log_Delivery.html",
  checks: [
    onResource(redisGroup, ({ logDeliveryConfigurations: list }) =>
      Array.isArray(list) && list.length > 0
        ? undefined
        : `logDeliveryConfigurations must have the engine-log, got ${quote(list)}`,
    ),
  ],
};
