import { snapshotBlock } from "../../read/resource-types.ts";
import { type Rule, requireValue } from "../../rule.ts";

export const snapshotsNotPublic: Rule = {
  name: "snapshots-not-public",
  description: "Nobody can share a snapshot of a volume with everybody, and those that are shared are not any more.",
  remedy: 'Set state to "block-all-sharing".',
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["EC2.182"],
  checks: [requireValue(snapshotBlock, "state", "block-all-sharing")],
};
