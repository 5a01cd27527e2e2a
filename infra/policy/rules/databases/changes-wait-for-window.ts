import { inProd } from "../../in-prod.ts";
import { rdsInstance, redisGroup } from "../../read/resource-types.ts";
import { isOff } from "../../read/scalars.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const changesWaitForWindow: Rule = {
  name: "changes-wait-for-window",
  description: "In production, a change that restarts the database or Redis waits for the maintenance window.",
  remedy: "Set applyImmediately to false. To change something now, do it on purpose, with an exemption.",
  severity: "low",
  enforcementLevel: "advisory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_ModifyInstance.ApplyImmediately.html",
  checks: [
    inProd(
      onResource([rdsInstance, redisGroup], ({ applyImmediately }) =>
        isOff(applyImmediately) ? undefined : `applyImmediately must be false, got ${quote(applyImmediately)}`,
      ),
    ),
  ],
};
