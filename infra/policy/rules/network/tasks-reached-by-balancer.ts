import { reachedBy } from "../../read/network/reach.ts";
import { environment } from "../../read/resource-types.ts";
import { findEach, known } from "../../read/unknown-values.ts";
import type { Rule } from "../../rule.ts";

export const tasksReachedByBalancer: Rule = {
  name: "tasks-reached-by-balancer",
  description: "Only a load balancer of ECS reaches a task, on the container's port.",
  remedy: "Delete the inbound rule, or let it name the security group of the load balancer, and the container's port.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html",
  checks: [
    reachedBy({
      target: "tasks",
      ports: ({ holder }) => {
        const balancers = known(() => holder.props.loadBalancers);
        const ports = findEach(balancers, ({ containerPort }) => String(containerPort)).map(Number);
        return ports.length > 0 ? ports : undefined;
      },
      mayReach: ({ kind, holder }) => kind === "load balancer" && holder.type !== environment,
      sources: "a load balancer of ECS",
    }),
  ],
};
