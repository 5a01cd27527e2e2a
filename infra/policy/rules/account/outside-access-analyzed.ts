import { accessAnalyzer } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

/** AWS's default is ACCOUNT. Analyzers of unused or internal access say nothing of outsiders. */
const EXTERNAL = ["ACCOUNT", "ORGANIZATION"];

export const outsideAccessAnalyzed: Rule = {
  name: "outside-access-analyzed",
  description: "An analyzer of IAM looks for access from outside the account or the organization.",
  remedy: 'Set type to "ACCOUNT" or "ORGANIZATION".',
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["IAM.28", "CIS 1.19"],
  checks: [
    onResource(accessAnalyzer, ({ type }) =>
      type === undefined || EXTERNAL.includes(String(type))
        ? undefined
        : `type must be ${EXTERNAL.map((text) => quote(text)).join(" or ")}, got ${quote(type)}`,
    ),
  ],
};
