import { redisGroup } from "../../read/resource-types.ts";
import { type Rule, requireValue } from "../../rule.ts";

export const cachesTls: Rule = {
  name: "caches-tls",
  description: "XMPro's Redis accepts TLS connections only. A serverless cache accepts no others.",
  remedy:
    'Set transitEncryptionEnabled to true and transitEncryptionMode to "required". "preferred" takes plain connections too.',
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ElastiCache.5"],
  checks: [
    requireValue(redisGroup, "transitEncryptionEnabled", true),
    requireValue(redisGroup, "transitEncryptionMode", "required"),
  ],
};
