import { inProd } from "../../in-prod.ts";
import { rdsInstance } from "../../read/resource-types.ts";
import { type Rule, requireValue } from "../../rule.ts";

export const databasesMultiAz: Rule = {
  name: "databases-multi-az",
  description: "In production, the database survives the loss of an availability zone.",
  remedy: "Set multiAz to true (XMPro's setting sqlAvailability).",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["RDS.5", "CIS 2.2.4"],
  checks: [inProd(requireValue(rdsInstance, "multiAz", true))],
};
