/** One thing that the command would do in the account. */
export interface Step {
  /** "Create the role xmpro-prod-deploy". */
  readonly title: string;
  /** What a person should know before they agree. */
  readonly details: readonly string[];
  readonly run: () => Promise<unknown>;
}

/** What a part of the account lacks, and what nobody but a person can decide. */
export interface Inspection {
  readonly steps: readonly Step[];
  /** Whole sentences. With one of them, nothing is changed anywhere. */
  readonly problems: readonly string[];
  /** Whole sentences about what the command leaves alone. */
  readonly notes: readonly string[];
}

export const NOTHING: Inspection = { steps: [], problems: [], notes: [] };

/** Several inspections as one. */
export function combined(inspections: readonly Inspection[]): Inspection {
  return {
    steps: inspections.flatMap(({ steps }) => steps),
    problems: inspections.flatMap(({ problems }) => problems),
    notes: inspections.flatMap(({ notes }) => notes),
  };
}
