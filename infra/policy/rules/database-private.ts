import { type ResourceType, rdsInstance, redisGroup, serverlessCache } from "../read/resource-types.ts";
import { known } from "../read/unknown-values.ts";
import { type Argument, type Check, type Names, onResource, quote, type Rule, requireValue } from "../rule.ts";

/** The first names that anybody tries. */
const DEFAULT_USERNAMES = ["sa", "admin", "administrator", "root", "master", "rdsadmin", "awsuser", "postgres", "mysql", "user"];

/** Left out, AWS takes the default subnets or the default security group of the VPC. */
function given<Type extends ResourceType>(type: Type, property: Argument<Type>): Check {
  return onResource(type, (props: Names<Type>) => {
    const value = props[property];
    const count = Array.isArray(value)
      ? value.length
      : value === undefined || value === null || value === "default" || value === ""
        ? 0
        : 1;
    return count > 0 ? undefined : `${property} must be given, got ${quote(value)}`;
  });
}

export const databasePrivate: Rule = {
  name: "database-private",
  description:
    "Databases and caches stand in chosen subnets with chosen security groups, out of the internet's reach, and the database's first user has a name of its own.",
  remedy: "Put it into isolated subnets behind its own security group, and open that to whoever queries it.",
  severity: "critical",
  controls: ["RDS.2", "RDS.25", "ElastiCache.7", "CIS 2.2.3"],
  checks: [
    requireValue(rdsInstance, "publiclyAccessible", false),
    given(rdsInstance, "dbSubnetGroupName"),
    given(rdsInstance, "vpcSecurityGroupIds"),
    onResource(rdsInstance, (props) => {
      // A copy takes the name from what it is a copy of.
      if (known(() => props.replicateSourceDb ?? props.snapshotIdentifier ?? props.restoreToPointInTime) !== undefined)
        return undefined;
      const username = props.username;
      if (typeof username === "string" && !DEFAULT_USERNAMES.includes(username.toLowerCase())) return undefined;
      return `username must be a name of your own such as "xmpro", got ${quote(username)}`;
    }),
    given(redisGroup, "subnetGroupName"),
    given(redisGroup, "securityGroupIds"),
    given(serverlessCache, "subnetIds"),
    given(serverlessCache, "securityGroupIds"),
  ],
};
