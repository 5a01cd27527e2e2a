import { nested } from "../../read/nested.ts";
import { loadBalancers } from "../../read/resource-types.ts";
import { isTrue } from "../../read/scalars.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const balancersLogAccess: Rule = {
  name: "balancers-log-access",
  description: "Load balancers write an access log.",
  remedy: "Set accessLogs with a bucket, and enabled true.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["ELB.5"],
  checks: [
    onResource(loadBalancers, ({ accessLogs }) => {
      const enabled = nested(accessLogs, "enabled");
      return isTrue(enabled) ? undefined : `accessLogs.enabled must be true, got ${quote(enabled)}`;
    }),
    onResource(loadBalancers, ({ accessLogs }) =>
      nested(accessLogs, "bucket") ? undefined : "accessLogs.bucket must be a bucket, got nothing",
    ),
  ],
};
