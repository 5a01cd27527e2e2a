import { DATA_ID } from "../html/data-id.ts";
import type { RefusedStack, Report, ReportedStack } from "../model/report.ts";
import type { PlannedStack } from "./plan.ts";

/** An earlier run: of the report, or of the preview, which has no pictures and no values of arguments. */
export interface EarlierPlan {
  readonly stacks: readonly EarlierStack[];
}

export type EarlierStack = RefusedStack | (ReportedStack & Partial<PlannedStack>);

/**
 * Reads what `npm run report` or `npm run preview -- --json` has written.
 *
 * @returns undefined for anything else
 */
export function earlierPlan(text: string): EarlierPlan | undefined {
  const json = text.trimStart().startsWith("{") ? text : embedded(text);
  if (json === undefined) return undefined;
  try {
    const value = JSON.parse(json) as Partial<Report> | null;
    return value?.version === 1 && Array.isArray(value.stacks) && value.stacks.every(isComparable)
      ? { stacks: value.stacks }
      : undefined;
  } catch {
    return undefined;
  }
}

/** The page has the data once. Its JSON has no "<", so the first one ends it. */
function embedded(page: string): string | undefined {
  const start = page.indexOf(`<script type="application/json" id="${DATA_ID}">`);
  if (start < 0) return undefined;
  const from = page.indexOf(">", start) + 1;
  const end = page.indexOf("<", from);
  return end < 0 ? undefined : page.slice(from, end);
}

/** A preview of an old version has no snapshot to compare with. */
function isComparable(stack: unknown): boolean {
  const { state, snapshot } = (stack ?? {}) as { readonly state?: unknown; readonly snapshot?: unknown };
  return state === "refused" || (state === "seen" && Array.isArray(snapshot));
}
