import type { ParameterStore, StoredParameter } from "./parameter-store.ts";
import { type PlannedParameter, type PlanOptions, planImport, prunable } from "./plan-import.ts";
import { type RestorePoint, restorePoints } from "./restore-points.ts";

/** What brings the parameters back to a restore point. */
export interface RollBack {
  readonly point: RestorePoint;
  readonly plan: readonly PlannedParameter[];
  /** Newer points, which the parameters no longer have afterwards, so that the next `--roll-back` goes one further. */
  readonly undone: readonly RestorePoint[];
}

/**
 * Finds the newest restore point that is not what SSM has now. After an import that is the state before it; after a change by hand, or an import that
 * stopped in the middle, it is the last import.
 *
 * A point that a parameter lacks, although it has an older one, is left from a command that stopped while it wrote or removed labels. It is no state
 * that was there; the point before it is the one to go to, even where no value is to be written: only labels are.
 *
 * @returns undefined where no point differs
 */
export async function planRollBack(
  store: ParameterStore,
  stored: readonly StoredParameter[],
  options: PlanOptions,
): Promise<RollBack | undefined> {
  const points = restorePoints(stored);
  let isUnfinished = false;
  for (const [index, point] of points.entries()) {
    const older = points.slice(index + 1);
    const labelled = stored.filter(({ labels }) => labels.has(point.label));
    const others = stored.filter(({ labels }) => !labels.has(point.label));
    if (others.some(({ labels }) => older.some(({ label }) => labels.has(label)))) {
      isUnfinished = true;
      continue;
    }
    const values = await store.valuesAt(
      point.label,
      labelled.map(({ name }) => name),
    );
    const plan = planImport(values, stored, options);
    const differs = plan.some(({ write }) => write !== undefined) || prunable(plan).length > 0;
    if (differs || isUnfinished) return { point, plan, undone: points.slice(0, index) };
  }
  return undefined;
}
