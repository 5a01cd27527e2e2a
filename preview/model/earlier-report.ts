import { readFileSync } from "node:fs";
import { changes } from "./changes.ts";
import type { ReportedStack, StackReport } from "./report.ts";
import type { ResourceSnapshot } from "./snapshot.ts";

/** What a later run needs of an earlier report. */
export interface EarlierStack {
  readonly snapshot: readonly ResourceSnapshot[];
  readonly cost: { readonly fixed: number; readonly byUse: number };
}

/** Stack name to what was reported of it. Stacks whose settings were refused are left out. */
export type EarlierReport = ReadonlyMap<string, EarlierStack>;

/** The file is not what `npm run preview -- --json` writes. */
export class NoReport extends Error {}

/** @throws NoReport for a file that cannot be read, and for one with something else in it. */
export function readEarlierReport(file: string): EarlierReport {
  const parsed = parse(file);
  if (!isObject(parsed) || parsed.version !== 1 || !Array.isArray(parsed.stacks)) throw new NoReport();
  const stacks = parsed.stacks.filter((stack) => isObject(stack) && stack.state === "seen");
  return new Map(
    stacks.map((stack) => {
      if (!isEarlierStack(stack)) throw new NoReport();
      return [stack.stack, { snapshot: stack.snapshot, cost: { fixed: stack.cost.fixed, byUse: stack.cost.byUse } }];
    }),
  );
}

/** The report with what has changed since the earlier one; the same report where that one did not have the stack. */
export function comparedWith<Stack extends StackReport>(stack: Stack, earlier: EarlierReport): Stack {
  const before = earlier.get(stack.stack);
  if (before === undefined || stack.state === "refused") return stack;
  const { snapshot } = stack as ReportedStack;
  return { ...stack, changes: changes(before.snapshot, snapshot), costBefore: before.cost };
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new NoReport();
  }
}

function isEarlierStack(value: Record<string, unknown>): value is Record<string, unknown> & EarlierStack & { stack: string } {
  const { stack, snapshot, cost } = value;
  if (typeof stack !== "string" || !Array.isArray(snapshot) || !snapshot.every(isSnapshot)) return false;
  return isObject(cost) && typeof cost.fixed === "number" && typeof cost.byUse === "number";
}

function isSnapshot(value: unknown): value is ResourceSnapshot {
  if (!isObject(value)) return false;
  const texts = [value.urn, value.type, value.name].every((text) => typeof text === "string");
  return texts && isObject(value.properties) && typeof value.protected === "boolean" && typeof value.holdsData === "boolean";
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
