import { nested } from "../../read/nested.ts";
import { ec2Instance, launchConfiguration, launchTemplate } from "../../read/resource-types.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const INSTANCES = [ec2Instance, launchTemplate, launchConfiguration, "aws:ec2/spotInstanceRequest:SpotInstanceRequest"] as const;

export const instancesRequireMetadataTokens: Rule = {
  name: "instances-require-metadata-tokens",
  description:
    "EC2 instances give their credentials only to requests with a session token (IMDSv2), so that a forged request gets none.",
  remedy: "Set httpTokens of metadataOptions to required, and httpPutResponseHopLimit to 1.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["EC2.8", "CIS 5.7"],
  checks: [
    onResource(INSTANCES, (props) => {
      const tokens = nested(props.metadataOptions, "httpTokens");
      return tokens === "required" ? undefined : `metadataOptions.httpTokens must be "required", got ${quote(tokens)}`;
    }),
    // A packet of a container, or of whatever forwards packets, needs a second hop.
    onResource(INSTANCES, ({ metadataOptions }) => {
      const hops = nested(metadataOptions, "httpPutResponseHopLimit");
      return Number(hops ?? 1) > 1 ? `metadataOptions.httpPutResponseHopLimit must be 1, got ${quote(hops)}` : undefined;
    }),
    // The account's default, which an instance without options of its own gets.
    onResource("aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults", ({ httpTokens }) =>
      httpTokens === "required" ? undefined : `httpTokens must be "required", got ${quote(httpTokens)}`,
    ),
  ],
};
