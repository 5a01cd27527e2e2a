import { nested } from "../../read/nested.ts";
import { configRecorder, configRecorderStatus } from "../../read/resource-types.ts";
import { isTrue } from "../../read/scalars.ts";
import { type Findings, onResource, onStack, quote, type Rule, requireValue } from "../../rule.ts";

function groupFindings(recordingGroup: unknown): Findings {
  // Without a group, AWS Config records all regional resources, and no global ones.
  return (["allSupported", "includeGlobalResourceTypes"] as const)
    .filter((field) => !isTrue(nested(recordingGroup, field)))
    .map((field) => `recordingGroup.${field} must be true, got ${quote(nested(recordingGroup, field))}`);
}

export const configRecordsEverything: Rule = {
  name: "config-records-everything",
  description: "AWS Config records all types of resources, the global ones too, and it is turned on.",
  remedy: "Set allSupported and includeGlobalResourceTypes to true, and turn the recorder on with a RecorderStatus.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["Config.1", "CIS 3.3"],
  checks: [
    onResource(configRecorder, ({ recordingGroup }) => groupFindings(recordingGroup)),
    requireValue(configRecorderStatus, "isEnabled", true),
    onStack(configRecorder, (_, __, all) =>
      all.some(({ type }) => type === configRecorderStatus) ? undefined : "the recorder must have a RecorderStatus, got none",
    ),
  ],
};
