import { requireSet } from "../../checks/property-checks.ts";
import { rdsInstance } from "../../read/resource-types.ts";
import { type Rule, requireValue } from "../../rule.ts";

export const databasesPrivate: Rule = {
  name: "databases-private",
  description: "Databases have no public address, and have subnets and security groups of their own.",
  remedy:
    "Set publiclyAccessible to false. Put the database into isolated subnets, with a security group that allows the groups of its clients.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: ["RDS.2", "CIS 2.2.3"],
  checks: [
    requireValue(rdsInstance, "publiclyAccessible", false),
    requireSet(rdsInstance, "dbSubnetGroupName"),
    requireSet(rdsInstance, "vpcSecurityGroupIds"),
  ],
};
