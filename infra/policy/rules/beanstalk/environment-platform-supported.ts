import { configurationTemplate, environment } from "../../read/resource-types.ts";
import { known } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

/** Retired platforms get no patches. The generation v1 of the Windows platform is retired too. */
const SUPPORTED = /Windows Server (Core )?(2019|2022|2025)\b|Amazon Linux 2023\b/;
const RETIRED = /\bv1\.|\/1\.[\d.]+$|IIS [78]\b/;

function isSupported(platform: unknown): boolean {
  return SUPPORTED.test(String(platform)) && !RETIRED.test(String(platform));
}

export const environmentPlatformSupported: Rule = {
  name: "environment-platform-supported",
  description: "Environments run on a platform that AWS still patches.",
  remedy: "Name a platform of AWS's list of supported platforms, such as Windows Server 2022 with IIS 10.0.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticbeanstalk/latest/platforms/platforms-retiring.html",
  checks: [
    onResource([environment, configurationTemplate], ({ solutionStackName }) =>
      solutionStackName === undefined || isSupported(solutionStackName)
        ? undefined
        : `solutionStackName must be a supported platform, got ${quote(solutionStackName)}`,
    ),
    onResource(environment, ({ platformArn }) =>
      platformArn === undefined || isSupported(platformArn)
        ? undefined
        : `platformArn must be a supported platform, got ${quote(platformArn)}`,
    ),
    onResource(environment, (props) => {
      const names = ["solutionStackName", "platformArn", "templateName"] as const;
      // A name that is not known yet is a name.
      const isGiven = names.some((name) => known(() => props[name] === undefined || props[name] === "") !== true);
      return isGiven ? undefined : "solutionStackName must be a supported platform, got nothing";
    }),
  ],
};
