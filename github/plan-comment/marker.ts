/** Which of two runs is the newer one. */
export interface RunOrder {
  /** GitHub's number of the run: a later run has a higher one. */
  readonly run: number;
  /** 1, and one more each time somebody runs it again. */
  readonly attempt: number;
}

/**
 * The first line of a comment, which GitHub does not show. It is looked for at the start alone: the text below may hold the same words, from
 * somebody who wants to look like a later run.
 */
const MARKER = /^<!-- xmpro-aws preview, run (\d{1,15}), attempt (\d{1,6}) -->/;

export function markerOf({ run, attempt }: RunOrder): string {
  return `<!-- xmpro-aws preview, run ${run}, attempt ${attempt} -->`;
}

/** The run that wrote a comment; undefined for every other comment. */
export function markedRun(body: string): RunOrder | undefined {
  const [, run, attempt] = MARKER.exec(body) ?? [];
  return run === undefined ? undefined : { run: Number(run), attempt: Number(attempt) };
}

/** Below 0 when the first run is the older one. */
export function compareRuns(first: RunOrder, second: RunOrder): number {
  return first.run - second.run || first.attempt - second.attempt;
}
