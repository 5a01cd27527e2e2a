import { rdsInstance, rdsParameterGroup, redisGroup } from "../../read/resource-types.ts";
import { findEach } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule, requireValue } from "../../rule.ts";

export const dataInTransit: Rule = {
  name: "data-in-transit",
  description: "The database and XMPro's Redis accept TLS connections only.",
  remedy: "Turn encryption in transit on and plain connections off.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["RDS.41", "ElastiCache.5", "ElastiCache.6"],
  checks: [
    onResource(rdsParameterGroup, ({ parameters }) => {
      const forced = findEach(parameters, ({ name, value }) => (name === "rds.force_ssl" ? String(value) : undefined));
      return forced.length > 0 && forced.every((value) => value === "1")
        ? undefined
        : `parameters must set rds.force_ssl to "1", got ${quote(forced[0])}`;
    }),
    onResource(rdsInstance, ({ parameterGroupName }) =>
      typeof parameterGroupName === "string" && parameterGroupName !== "" && !parameterGroupName.startsWith("default.")
        ? undefined
        : `parameterGroupName must be a group that forces TLS, got ${quote(parameterGroupName)}`,
    ),
    requireValue(redisGroup, "transitEncryptionEnabled", true),
    requireValue(redisGroup, "transitEncryptionMode", "required"),
    onResource(redisGroup, ({ authToken, userGroupIds }) =>
      authToken || userGroupIds ? undefined : "authToken must be a secret, got nothing",
    ),
  ],
};
