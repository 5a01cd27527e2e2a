import type * as aws from "@pulumi/aws";
import { type Check, demand, onResource, quote, type Rule } from "../rule.ts";
import { known } from "../unknown-values.ts";

const INSTANCE = "aws:rds/instance:Instance";
const REDIS = "aws:elasticache/replicationGroup:ReplicationGroup";
const SERVERLESS = "aws:elasticache/serverlessCache:ServerlessCache";

/** The first names that anybody tries. */
const DEFAULT_USERNAMES = ["sa", "admin", "administrator", "root", "master", "rdsadmin", "awsuser", "postgres", "mysql", "user"];

/** Left out, AWS takes the default subnets or the default security group of the VPC. */
function given<Args>(type: string, property: keyof Args & string): Check {
  return onResource<Args>(type, (props) => {
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
    "Databases and caches stand in chosen subnets with chosen security groups, out of the internet's reach, and the database's first user has a name of its own (RDS.2, RDS.25, ElastiCache.7, CIS 2.2.3).",
  remedy: "Put it into isolated subnets behind its own security group, and open that to whoever queries it.",
  severity: "critical",
  controls: ["RDS.2", "RDS.25", "ElastiCache.7", "CIS 2.2.3"],
  checks: [
    demand<aws.rds.InstanceArgs>(INSTANCE, "publiclyAccessible", false),
    given<aws.rds.InstanceArgs>(INSTANCE, "dbSubnetGroupName"),
    given<aws.rds.InstanceArgs>(INSTANCE, "vpcSecurityGroupIds"),
    onResource<aws.rds.InstanceArgs>(INSTANCE, (props) => {
      // A copy takes the name from what it is a copy of.
      if (known(() => props.replicateSourceDb ?? props.snapshotIdentifier ?? props.restoreToPointInTime) !== undefined)
        return undefined;
      const username = props.username;
      if (typeof username === "string" && !DEFAULT_USERNAMES.includes(username.toLowerCase())) return undefined;
      return `username must be a name of your own such as "xmpro", got ${quote(username)}`;
    }),
    given<aws.elasticache.ReplicationGroupArgs>(REDIS, "subnetGroupName"),
    given<aws.elasticache.ReplicationGroupArgs>(REDIS, "securityGroupIds"),
    given<aws.elasticache.ServerlessCacheArgs>(SERVERLESS, "subnetIds"),
    given<aws.elasticache.ServerlessCacheArgs>(SERVERLESS, "securityGroupIds"),
  ],
};
