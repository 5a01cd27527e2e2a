import { RULE_TYPES, rulesOf } from "../../read/network/group-rules.ts";
import type { Kind } from "../../read/network/group-users.ts";
import { SecurityGroups } from "../../read/network/security-groups.ts";
import { onStack, quote, type Rule } from "../../rule.ts";

const DATA: readonly Kind[] = ["SQL Server", "Redis", "relay's cache"];

export const dataStoresSendNothing: Rule = {
  name: "data-stores-send-nothing",
  description: "Databases and caches open no connection: their security groups have no outbound rule.",
  remedy: "Delete the outbound rule. AWS's own traffic, such as backups and replication, needs none.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html",
  checks: [
    onStack(RULE_TYPES, (_, resource, all) => {
      const groups = SecurityGroups.of(all);
      return (
        rulesOf(resource)
          .filter(({ inbound }) => !inbound)
          .map((rule) => groups.usersOf(groups.ownerOf(rule)))
          // A group that something else uses too is a finding of `security-groups-unshared`.
          .filter((users) => users.every(({ kind }) => DATA.includes(kind)))
          .flat()
          .map(({ kind, holder }) => `the group of the ${kind} ${quote(holder.name)} must have no outbound rule, got one`)
      );
    }),
  ],
};
