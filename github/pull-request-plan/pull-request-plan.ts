/**
 * What a pull request would change, as `npm run compare-previews` writes it and `npm run plan-comment` shows it. It holds names and numbers, and
 * no value of any setting or resource: on a public repository everybody may read it.
 */
export interface PullRequestPlan {
  readonly version: 1;
  /** The commit that was previewed. */
  readonly head: string;
  /** The commit it was compared with; null when that one could not be previewed, so that there is nothing to compare with. */
  readonly base: string | null;
  readonly stacks: readonly StackPlan[];
}

export type StackPlan = RefusedStackPlan | SeenStackPlan;

/** A stack whose settings are wrong. */
export interface RefusedStackPlan {
  readonly stack: string;
  readonly state: "refused";
  readonly problems: number;
  /** The settings that the problems name. */
  readonly settings: readonly string[];
}

export interface SeenStackPlan {
  readonly stack: string;
  readonly state: "seen";
  /** Resources in the account. */
  readonly resources: number;
  /** Null without a base. */
  readonly changes: readonly PlannedChange[] | null;
  /** Null where the preview knows no cost. */
  readonly cost: PlannedCost | null;
  /** Null without a base. */
  readonly newAccess: readonly NewAccess[] | null;
  readonly violations: readonly PlanFinding[];
  readonly advisories: readonly PlanFinding[];
  readonly exemptions: readonly PlanExemption[];
}

export const OPERATIONS = ["replace", "delete", "create", "update"] as const;
export type Operation = (typeof OPERATIONS)[number];

export interface PlannedChange {
  readonly operation: Operation;
  /** Type token, such as "aws:rds/instance:Instance". */
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  readonly protected: boolean;
  readonly holdsData: boolean;
  /** Names of the arguments that differ. */
  readonly because: readonly string[];
}

/** US dollars a month. */
export interface PlannedCost {
  readonly fixed: number;
  readonly byUse: number;
  /** Resources without a known price. */
  readonly unpriced: number;
  readonly before: { readonly fixed: number; readonly byUse: number } | null;
}

export const SOURCES = ["internet", "addresses", "bucket"] as const;

/** Access from outside the stack that the base does not have. */
export interface NewAccess {
  /** "internet": every address. "addresses": a range or a prefix list. "bucket": objects that are readable without credentials. */
  readonly from: (typeof SOURCES)[number];
  /** "443", "8000-8100" or "all ports"; null for a bucket. */
  readonly port: string | null;
}

export interface PlanFinding {
  readonly rule: string;
  readonly type: string;
  readonly name: string;
}

export interface PlanExemption extends PlanFinding {
  /** Why the finding stays: text of infra/policy/exemptions.json. */
  readonly reason: string;
  /** The last day, such as "2027-01-31". */
  readonly until: string;
}
