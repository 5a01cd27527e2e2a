import { rdsInstance } from "../../read/resource-types.ts";
import { strings } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

/** SQL Server Express has no agent. Of other engines, any log. */
function required(engine: string): readonly string[] {
  if (engine.startsWith("sqlserver-ex")) return ["error"];
  return engine.startsWith("sqlserver") ? ["agent", "error"] : [];
}

export const databasesLogExports: Rule = {
  name: "databases-log-exports",
  description: "Databases send their error log, and that of SQL Server's agent, to CloudWatch.",
  remedy: 'Set enabledCloudwatchLogsExports to ["agent", "error"], for SQL Server Express to ["error"].',
  severity: "medium",
  enforcementLevel: "advisory",
  controls: ["RDS.9", "RDS.40"],
  checks: [
    onResource(rdsInstance, ({ enabledCloudwatchLogsExports: list, engine }) => {
      const exported = strings(list);
      const isComplete = required(String(engine)).every((log) => exported.includes(log));
      const isUnknown = Array.isArray(list) && list.length > exported.length;
      return isUnknown || (isComplete && exported.length > 0)
        ? undefined
        : `enabledCloudwatchLogsExports must have ${quote(required(String(engine)))}, got ${quote(exported)}`;
    }),
  ],
};
