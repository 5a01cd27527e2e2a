import { notTurnedOff } from "../../checks/property-checks.ts";
import { ebsEncryptionByDefault, ebsVolume } from "../../read/resource-types.ts";
import { type Rule, requireValue } from "../../rule.ts";

export const volumesEncrypted: Rule = {
  name: "volumes-encrypted",
  description: "EBS volumes are encrypted, those that AWS creates by itself too.",
  remedy: "Set encrypted to true for each volume. Leave EncryptionByDefault on.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["EC2.7", "CIS 5.1.1"],
  checks: [requireValue(ebsVolume, "encrypted", true), notTurnedOff(ebsEncryptionByDefault, "enabled")],
};
