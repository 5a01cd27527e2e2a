import { nested } from "../../read/nested.ts";
import { ec2Instance, launchConfiguration, launchTemplate } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const instancesRequireMetadataTokens: Rule = {
  name: "instances-require-metadata-tokens",
  description:
    "EC2 instances answer questions about their credentials only with a session token (IMDSv2), so that a request that somebody slips in gets none.",
  remedy: "Set httpTokens of metadataOptions to required.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["EC2.8", "CIS 5.7"],
  checks: [
    onResource([ec2Instance, launchTemplate, launchConfiguration, "aws:ec2/spotInstanceRequest:SpotInstanceRequest"], (props) => {
      const tokens = nested(props.metadataOptions, "httpTokens");
      return tokens === "required" ? undefined : `metadataOptions.httpTokens must be "required", got ${quote(tokens)}`;
    }),
    // The account's default, which an instance without options of its own gets.
    onResource("aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults", ({ httpTokens }) =>
      httpTokens === "required" ? undefined : `httpTokens must be "required", got ${quote(httpTokens)}`,
    ),
  ],
};
