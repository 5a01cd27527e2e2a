import { reachedBy } from "../../read/network/reach.ts";
import { known } from "../../read/unknown-values.ts";
import type { Rule } from "../../rule.ts";

const DEFAULT_PORT = 6379;

export const redisReachedByInstances: Rule = {
  name: "redis-reached-by-instances",
  description: "Only the instances of the products and the installers' host reach XMPro's Redis, on its port.",
  remedy: "Delete the inbound rule, or let it name the security group of the instances that need Redis, and its port.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/accessing-elasticache.html",
  checks: [
    reachedBy({
      target: "Redis",
      ports: ({ holder }) => known(() => [Number(holder.props.port ?? DEFAULT_PORT)]),
      mayReach: ({ kind }) => kind === "instances",
      sources: "the instances of the products",
    }),
  ],
};
