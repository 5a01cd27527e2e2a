import { CommandRefused } from "../../operate/command-line/command-refused.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";
import { amount, bool, type Check, count, list, nullable, oneOf, record, text, Unfit } from "./checks.ts";
import {
  type NewAccess,
  OPERATIONS,
  type PlanExemption,
  type PlanFinding,
  type PlannedChange,
  type PlannedCost,
  type PullRequestPlan,
  type RefusedStackPlan,
  type SeenStackPlan,
  SOURCES,
  type StackPlan,
} from "./pull-request-plan.ts";

/** A plan of four thousand changes is half of it. */
export const MAX_PLAN_BYTES = 1024 * 1024;
const MAX_CHANGES = 5000;

// What the program's own names look like. Nothing in them has a meaning in Markdown inside of a code span.
const commit = text(/^[0-9a-f]{40}$/, "the full hash of a commit");
const stack = text(/^[a-z][a-z0-9-]{0,39}$/, "the name of a stack");
const type = text(/^[A-Za-z0-9:/_-]{1,120}$/, "a type token");
const name = text(/^[A-Za-z0-9._:/-]{1,160}$/, "a logical name");
const argument = text(/^[A-Za-z0-9_:.[\]-]{1,80}$/, "the name of an argument");
const rule = text(/^[a-z0-9][a-z0-9-]{0,79}$/, "the name of a rule");
const port = text(/^(\d{1,5}(-\d{1,5})?( \((udp|icmp|icmpv6|tcp|\d{1,3})\))?|all ports)$/, "a port");
const day = text(/^\d{4}-\d{2}-\d{2}$/, "a day");
/** The one text that a person wrote. Whoever shows it must expect anything in it. */
const reason: Check<string> = (value, at) => text(/^[^]{0,500}$/, "a text of at most 500 characters")(value, at);
const money = amount(10_000_000);

const change = record<PlannedChange>({
  operation: oneOf(OPERATIONS),
  type,
  name,
  protected: bool,
  holdsData: bool,
  because: list(argument, 60),
});
const finding = record<PlanFinding>({ rule, type, name });
const exemption = record<PlanExemption>({ rule, type, name, reason, until: day });
const cost = record<PlannedCost>({
  fixed: money,
  byUse: money,
  unpriced: count(MAX_CHANGES),
  before: nullable(record<NonNullable<PlannedCost["before"]>>({ fixed: money, byUse: money })),
});

const seen = record<SeenStackPlan>({
  stack,
  state: oneOf(["seen"]),
  resources: count(MAX_CHANGES),
  changes: nullable(list(change, MAX_CHANGES)),
  cost: nullable(cost),
  newAccess: nullable(list(record<NewAccess>({ from: oneOf(SOURCES), port: nullable(port) }), MAX_CHANGES)),
  violations: list(finding, MAX_CHANGES),
  advisories: list(finding, MAX_CHANGES),
  exemptions: list(exemption, MAX_CHANGES),
});
const refused = record<RefusedStackPlan>({
  stack,
  state: oneOf(["refused"]),
  problems: count(1000),
  settings: list(text(/^[A-Za-z0-9:._[\]-]{1,80}$/, "the name of a setting"), 1000),
});
const stackPlan: Check<StackPlan> = (value, at) =>
  ((Object(value) as { state?: unknown }).state === "refused" ? refused : seen)(value, at);
const plan = record<PullRequestPlan>({
  version: oneOf([1]),
  head: commit,
  base: nullable(commit),
  stacks: list(stackPlan, 10),
});

/**
 * Reads a plan that somebody else's code wrote: it may be anything.
 *
 * @throws CommandRefused when it is not exactly what {@link PullRequestPlan} promises; the message repeats nothing of it
 */
export function readPlan(json: string): PullRequestPlan {
  const refuse = (why: string): never => {
    throw new CommandRefused([`The plan is not one of npm run compare-previews: ${why}.`], EXIT_CODE.wrong);
  };
  if (Buffer.byteLength(json) > MAX_PLAN_BYTES) return refuse(`it is larger than ${MAX_PLAN_BYTES} bytes`);
  try {
    return plan(JSON.parse(json), "plan");
  } catch (error) {
    if (error instanceof SyntaxError) return refuse("it is no JSON document");
    if (error instanceof Unfit) return refuse(error.message);
    throw error;
  }
}
