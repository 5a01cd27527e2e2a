/** One row of the table that a rehearsal prints at its end. */
export interface Step {
  readonly step: string;
  readonly seconds: number;
  /** The result, such as "171 create". */
  readonly seen: string;
  /** "ok", or "FAILED" with the reason. */
  readonly verdict: string;
}

export const secondsSince = (started: number) => Math.round((Date.now() - started) / 1000);
