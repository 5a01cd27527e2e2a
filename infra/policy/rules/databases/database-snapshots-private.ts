import { rdsSnapshots } from "../../read/resource-types.ts";
import { onResource, type Rule } from "../../rule.ts";

export const databaseSnapshotsPrivate: Rule = {
  name: "database-snapshots-private",
  description: "Snapshots of a database stay in the account: whoever may restore one has all its data.",
  remedy: "Leave sharedAccounts out. To move a database, copy the snapshot from the other account with a role.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: ["RDS.1"],
  checks: [
    onResource(rdsSnapshots, ({ sharedAccounts }) => {
      // An account that is not known yet is one.
      const isPrivate = Array.isArray(sharedAccounts) ? sharedAccounts.length === 0 : !sharedAccounts;
      return isPrivate ? undefined : "sharedAccounts must be left out, got other accounts, or all of them";
    }),
  ],
};
