import type {
  PlannedChange,
  PullRequestPlan,
  SeenStackPlan,
  StackPlan,
} from "../../github/pull-request-plan/pull-request-plan.ts";

export const HEAD = "a".repeat(40);
export const BASE = "b".repeat(40);

/** A change of the database's engine, which replaces it. */
export const REPLACED_DATABASE: PlannedChange = {
  operation: "replace",
  type: "aws:rds/instance:Instance",
  name: "database",
  protected: true,
  holdsData: true,
  because: ["engine"],
};

export function stackPlan(changes: readonly PlannedChange[] = [], more: Partial<SeenStackPlan> = {}): SeenStackPlan {
  return {
    stack: "nonprod",
    state: "seen",
    resources: 248,
    changes,
    cost: { fixed: 596, byUse: 24, unpriced: 0, before: { fixed: 584, byUse: 24 } },
    newAccess: [],
    violations: [],
    advisories: [],
    exemptions: [],
    ...more,
  };
}

export function planOf(...stacks: readonly StackPlan[]): PullRequestPlan {
  return { version: 1, head: HEAD, base: BASE, stacks };
}

/** Changes of resources that hold nothing. */
export function manyChanges(count: number, operation: PlannedChange["operation"] = "create"): PlannedChange[] {
  return Array.from({ length: count }, (_, index) => ({
    operation,
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    name: `rule-${index}`,
    protected: false,
    holdsData: false,
    because: operation === "create" ? [] : ["description"],
  }));
}
