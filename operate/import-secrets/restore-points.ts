import type { StoredParameter } from "./parameter-store.ts";

/**
 * A state of all of a product's parameters that `--roll-back` can go back to: a label that the versions of then have. "import-…": as an import left
 * them. "before-…": as an import found them, where no label had what it was about to replace, such as values that a person had typed in.
 */
export interface RestorePoint {
  readonly label: string;
  /** "20261129T201500Z". */
  readonly time: string;
}

const LABEL = /^(?:import|before)-(\d{8}T\d{6}Z)$/;

/** As many stay. AWS takes ten labels a version, which a person may use too. */
export const KEPT_POINTS = 5;

/** Newest first. */
export function restorePoints(parameters: readonly Pick<StoredParameter, "labels">[]): RestorePoint[] {
  const labels = new Set(parameters.flatMap((parameter) => [...parameter.labels.keys()]));
  return [...labels]
    .flatMap((label) => {
      const time = LABEL.exec(label)?.[1];
      return time === undefined ? [] : [{ label, time }];
    })
    .sort((a, b) => (a.time < b.time ? 1 : -1));
}

/** The next label. Later than all others, also where another machine's clock was ahead. */
export function nextPoint(kind: "import" | "before", points: readonly RestorePoint[], now: Date): RestorePoint {
  const newest = points[0] === undefined ? 0 : timeOf(points[0]).getTime() + 1000;
  const time = new Date(Math.max(now.getTime(), newest)).toISOString().replace(/[-:]|\.\d+/g, "");
  return { label: `${kind}-${time}`, time };
}

function timeOf({ time }: RestorePoint): Date {
  return new Date(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
}

/** "the import of 2026-11-29 20:15:00 UTC". */
export function nameOf(point: RestorePoint): string {
  const when = timeOf(point).toISOString().slice(0, 19).replace("T", " ");
  return point.label.startsWith("import-") ? `the import of ${when} UTC` : `the state before the import of ${when} UTC`;
}
