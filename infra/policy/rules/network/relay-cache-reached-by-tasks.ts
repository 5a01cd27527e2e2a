import { reachedBy } from "../../read/network/reach.ts";
import type { Rule } from "../../rule.ts";

/** ElastiCache Serverless has one for writing and one for reading. */
const PORTS = [6379, 6380];

export const relayCacheReachedByTasks: Rule = {
  name: "relay-cache-reached-by-tasks",
  description: "Only ECS tasks reach the relay's cache, on its two ports.",
  remedy: "Delete the inbound rule, or let it name the security group of the tasks, and one of the two ports.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/elasticache-vpc-accessing.html",
  checks: [
    reachedBy({
      target: "relay's cache",
      ports: () => PORTS,
      mayReach: ({ kind }) => kind === "tasks",
      sources: "the tasks",
    }),
  ],
};
