import { reachedBy } from "../../read/network/reach.ts";
import { known } from "../../read/unknown-values.ts";
import type { Rule } from "../../rule.ts";

const DEFAULT_PORT = 1433;

export const sqlServerReachedByInstances: Rule = {
  name: "sql-server-reached-by-instances",
  description: "Only the instances of the products and the installers' host reach SQL Server, on its port.",
  remedy: "Delete the inbound rule, or let it name the security group of the instances that need the database, and its port.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Overview.RDSSecurityGroups.html",
  checks: [
    reachedBy({
      target: "SQL Server",
      ports: ({ holder }) => known(() => [Number(holder.props.port ?? DEFAULT_PORT)]),
      mayReach: ({ kind }) => kind === "instances",
      sources: "the instances of the products",
    }),
  ],
};
