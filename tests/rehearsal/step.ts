/** One line of the table that a rehearsal ends with. */
export interface Step {
  readonly step: string;
  readonly seconds: number;
  /** "171 create" or what else was seen. */
  readonly seen: string;
  /** "ok", or "FAILED" and why. */
  readonly verdict: string;
}

export const secondsSince = (started: number) => Math.round((Date.now() - started) / 1000);
