import { ecrRepository } from "../../read/resource-types.ts";
import { type Rule, requireNestedValue } from "../../rule.ts";

export const repositoriesScanned: Rule = {
  name: "repositories-scanned",
  description: "ECR scans each pushed image for known vulnerabilities.",
  remedy: "Set imageScanningConfiguration to { scanOnPush: true }.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["ECR.1"],
  checks: [requireNestedValue(ecrRepository, "imageScanningConfiguration", "scanOnPush", true)],
};
