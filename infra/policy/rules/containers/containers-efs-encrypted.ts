import { isObject } from "../../read/nested.ts";
import { taskDefinition } from "../../read/resource-types.ts";
import { findEach } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const containersEfsEncrypted: Rule = {
  name: "containers-efs-encrypted",
  description: "Tasks reach shared file systems over TLS only.",
  remedy: "Set efsVolumeConfiguration.transitEncryption to ENABLED.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["ECS.18"],
  checks: [
    onResource(taskDefinition, ({ volumes }) =>
      findEach(volumes, ({ name, efsVolumeConfiguration: efs }) =>
        isObject(efs) && efs.transitEncryption !== "ENABLED"
          ? `transitEncryption of the volume ${quote(name)} must be "ENABLED", got ${quote(efs.transitEncryption)}`
          : undefined,
      ),
    ),
  ],
};
