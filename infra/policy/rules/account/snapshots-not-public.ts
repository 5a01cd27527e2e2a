import { snapshotBlock } from "../../read/resource-types.ts";
import { type Rule, requireValue } from "../../rule.ts";

export const snapshotsNotPublic: Rule = {
  name: "snapshots-not-public",
  description: "AWS blocks public sharing of EBS snapshots, new and existing.",
  remedy: 'Set state to "block-all-sharing".',
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["EC2.182"],
  checks: [requireValue(snapshotBlock, "state", "block-all-sharing")],
};
