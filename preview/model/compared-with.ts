import { changes } from "./changes.ts";
import type { EarlierReport } from "./earlier-report.ts";
import type { StackReport } from "./report.ts";

/** The report with what has changed since the earlier one, or why that is not known. */
export function comparedWith(stack: StackReport, earlier: EarlierReport): StackReport {
  if (stack.state === "refused") return stack;
  const before = earlier.get(stack.stack);
  return before?.state === "seen"
    ? { ...stack, changes: changes(before.snapshot, stack.snapshot), costBefore: before.cost }
    : { ...stack, notCompared: whyNotCompared(before) };
}

/** A sentence about a stack that the earlier report does not show. */
export function whyNotCompared(before: ReturnType<EarlierReport["get"]>): string {
  return before === undefined
    ? "Not compared: the earlier report does not have this stack."
    : "Not compared: the earlier report refused its settings.";
}
