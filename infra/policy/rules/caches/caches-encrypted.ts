import { redisGroup } from "../../read/resource-types.ts";
import { type Rule, requireValue } from "../../rule.ts";

export const cachesEncrypted: Rule = {
  name: "caches-encrypted",
  description: "XMPro's Redis is encrypted at rest. A serverless cache always is.",
  remedy: "Set atRestEncryptionEnabled to true before the first deployment, as AWS cannot encrypt an existing cache.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ElastiCache.4"],
  checks: [requireValue(redisGroup, "atRestEncryptionEnabled", true)],
};
