import { inTurns } from "./in-turns.ts";
import type { ParameterStore, StoredParameter } from "./parameter-store.ts";
import type { PlannedParameter } from "./plan-import.ts";
import { KEPT_POINTS, nextPoint, type RestorePoint, restorePoints } from "./restore-points.ts";
import type { RollBack } from "./roll-back.ts";

/** How far it came. */
export interface Progress {
  readonly written: string[];
  readonly deleted: string[];
  /** The label that all parameters have at the end. */
  label: string | undefined;
  /** Why it stopped; undefined at the end. */
  failure: string | undefined;
}

const AT_ONCE = 3;

/**
 * Writes an import. Wherever it stops, the same command goes on: values come first, so what is written is "unchanged" then, and labels last, so
 * a label that all parameters have is a state that was really there.
 */
export function carryOutImport(
  plan: readonly PlannedParameter[],
  {
    store,
    stored,
    prune,
    now,
  }: { store: ParameterStore; stored: readonly StoredParameter[]; prune: readonly string[]; now: Date },
): Promise<Progress> {
  return untilItFails(async (progress) => {
    const versions = new Map(stored.map(({ name, version }) => [name, version]));
    const isOld = new Set(stored.filter(({ labels }) => restorePoints([{ labels }]).length > 0).map(({ name }) => name));
    let points = restorePoints(stored);
    const isLabelled = ({ name, labels }: StoredParameter) => labels.get(points[0]?.label ?? "") === versions.get(name);
    const writes = plan.filter(({ write }) => write !== undefined).map(({ name }) => name);
    const lost = stored.filter((parameter) => [...writes, ...prune].includes(parameter.name) && !isLabelled(parameter));
    if (lost.length > 0) await label(nextPoint("before", points, now));
    await inTurns(plan, AT_ONCE, async ({ name, write }) => {
      if (write === undefined) return;
      versions.set(name, await naming(name, store.put(name, write, !versions.has(name))));
      progress.written.push(name);
    });
    await store.delete(prune);
    progress.deleted.push(...prune);
    for (const name of prune) versions.delete(name);
    // Only labels were missing: the last import had stopped there, and this one ends it.
    const [newest] = points;
    const isLeft = (point: RestorePoint) =>
      point.label.startsWith("import-") &&
      writes.length + prune.length === 0 &&
      stored.every((parameter) => !parameter.labels.has(point.label) || isLabelled(parameter));
    await label(newest && isLeft(newest) ? newest : nextPoint("import", points, now));
    progress.label = points[0]?.label;

    async function label(point: RestorePoint): Promise<void> {
      const others = points.filter((each) => each.label !== point.label);
      await inTurns(stored, AT_ONCE, (parameter) => forget(store, parameter, others.slice(KEPT_POINTS - 1), prune));
      points = [point, ...others.slice(0, KEPT_POINTS - 1)];
      // New ones first: where an old one has the label, all have it that will, so the roll-back sees whether it stopped in between.
      for (const old of [false, true]) {
        const some = [...versions].filter(([name]) => isOld.has(name) === old);
        await inTurns(some, AT_ONCE, ([name, version]) => naming(name, store.label(name, version, point.label)));
      }
    }
  });
}

/**
 * Goes back to a restore point. Wherever it stops, the same command goes on: a parameter loses its newer labels once it has its old value, and
 * parameters that were added since are deleted last.
 */
export function carryOutRollBack(
  { plan, point, undone }: RollBack,
  { store, stored, prune }: { store: ParameterStore; stored: readonly StoredParameter[]; prune: readonly string[] },
): Promise<Progress> {
  return untilItFails(async (progress) => {
    const writes = new Map(plan.flatMap(({ name, write }) => (write === undefined ? [] : [[name, write]])));
    await inTurns(stored, AT_ONCE, async (parameter) => {
      const { name, labels } = parameter;
      const write = writes.get(name);
      let { version } = parameter;
      if (write !== undefined) {
        version = await naming(name, store.put(name, write, false));
        progress.written.push(name);
      }
      // The label moves to the newest version, which has its value again; one that was kept has another.
      const isThere = write !== undefined || plan.some((each) => each.name === name && each.change === "unchanged");
      if (isThere && labels.get(point.label) !== version) await naming(name, store.label(name, version, point.label));
      await forget(store, parameter, undone, prune);
    });
    await store.delete(prune);
    progress.deleted.push(...prune);
    progress.label = point.label;
  });
}

/** Takes labels off; a deleted parameter has none. */
async function forget(
  store: ParameterStore,
  { name, labels }: StoredParameter,
  points: readonly RestorePoint[],
  prune: readonly string[],
): Promise<void> {
  if (prune.includes(name)) return;
  for (const { label } of points) {
    const version = labels.get(label);
    if (version !== undefined) await naming(name, store.unlabel(name, version, [label]));
  }
}

async function untilItFails(work: (progress: Progress) => Promise<void>): Promise<Progress> {
  const progress: Progress = { written: [], deleted: [], label: undefined, failure: undefined };
  try {
    await work(progress);
  } catch (error) {
    progress.failure = reasonOf(error);
  }
  return progress;
}

/** A failure together with the parameter that it was about. */
class ParameterFailed extends Error {
  override readonly name = "ParameterFailed";
}

async function naming<Answer>(name: string, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw new ParameterFailed(`${name}: ${reasonOf(error)}`);
  }
}

/** AWS's words where they are known to hold no value. Those of a ValidationException may quote what was sent. */
const HARMLESS =
  /^(AccessDenied|ExpiredToken|UnrecognizedClient|InvalidSignature|InvalidKeyId|KMS|Throttling|TooManyUpdates|Parameter(Limit|MaxVersion|Already|NotFound|VersionLabel))/;

function reasonOf(error: unknown): string {
  if (error instanceof ParameterFailed) return error.message;
  const { name, message, code } = error as { name?: string; message?: string; code?: string };
  if (name !== undefined && HARMLESS.test(name)) return `${name}: ${message?.split("\n")[0]}`;
  return [name, code].filter((part) => typeof part === "string").join(" ");
}
