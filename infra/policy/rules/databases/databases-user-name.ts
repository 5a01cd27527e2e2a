import { rdsInstance } from "../../read/resource-types.ts";
import { known } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

/** The names that an attacker tries first. */
const DEFAULTS = [
  "sa",
  "admin",
  "administrator",
  "root",
  "master",
  "rdsadmin",
  "awsuser",
  "postgres",
  "mysql",
  "user",
  "dbo",
  "guest",
];

export const databasesUserName: Rule = {
  name: "databases-user-name",
  description: "The first user of a database has no default name, which an attacker would try first.",
  remedy: 'Set username to a name of your own such as "xmpro". A change replaces an existing database.',
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["RDS.25"],
  checks: [
    onResource(rdsInstance, (props) => {
      // A replica or a restored instance has the user name of its source.
      const source = known(() => props.replicateSourceDb ?? props.snapshotIdentifier ?? props.restoreToPointInTime);
      if (source !== undefined && source !== "" && props.username === undefined) return undefined;
      const { username } = props;
      if (typeof username === "string" && username !== "" && !DEFAULTS.includes(username.trim().toLowerCase())) return undefined;
      return `username must be a name of your own such as "xmpro", got ${quote(username)}`;
    }),
  ],
};
