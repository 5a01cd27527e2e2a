import { type ResourceType, rdsInstance, redisGroup, serverlessCache } from "../../read/resource-types.ts";
import { known } from "../../read/unknown-values.ts";
import { type Argument, type Check, type Names, onResource, quote, type Rule, requireValue } from "../../rule.ts";

/** The names that an attacker tries first. */
const DEFAULT_USERNAMES = ["sa", "admin", "administrator", "root", "master", "rdsadmin", "awsuser", "postgres", "mysql", "user"];

/** Without the argument, AWS uses the default subnets or the default security group of the VPC. */
function requireSet<Type extends ResourceType>(type: Type, property: Argument<Type>): Check {
  return onResource(type, (props: Names<Type>) => {
    const value = props[property];
    const count = Array.isArray(value)
      ? value.length
      : value === undefined || value === null || value === "default" || value === ""
        ? 0
        : 1;
    return count > 0 ? undefined : `${property} must be set, got ${quote(value)}`;
  });
}

export const databasePrivate: Rule = {
  name: "database-private",
  description:
    "Databases and caches have their own subnets and security groups and are not reachable from the internet. The database's first user has no default name.",
  remedy:
    "Put it into isolated subnets with a security group of its own, and allow the security groups of its clients there. Give the first user a name of your own.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: ["RDS.2", "RDS.25", "ElastiCache.7", "CIS 2.2.3"],
  checks: [
    requireValue(rdsInstance, "publiclyAccessible", false),
    requireSet(rdsInstance, "dbSubnetGroupName"),
    requireSet(rdsInstance, "vpcSecurityGroupIds"),
    onResource(rdsInstance, (props) => {
      // A replica or a restored instance has the user name of its source.
      if (known(() => props.replicateSourceDb ?? props.snapshotIdentifier ?? props.restoreToPointInTime) !== undefined)
        return undefined;
      const username = props.username;
      if (typeof username === "string" && !DEFAULT_USERNAMES.includes(username.toLowerCase())) return undefined;
      return `username must be a name of your own such as "xmpro", got ${quote(username)}`;
    }),
    requireSet(redisGroup, "subnetGroupName"),
    requireSet(redisGroup, "securityGroupIds"),
    requireSet(serverlessCache, "subnetIds"),
    requireSet(serverlessCache, "securityGroupIds"),
  ],
};
