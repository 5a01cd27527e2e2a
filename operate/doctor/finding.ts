/** "unknown" is no "good": nobody could look, or a person must look where the doctor cannot. */
export const STATES = ["good", "wrong", "unknown"] as const;
export type State = (typeof STATES)[number];

/** What a check found out about one thing. Holds no secret, and no value of a parameter. */
export interface Finding {
  /** Id of the check, such as "database". */
  readonly check: string;
  /** What it is about, such as the name of an environment. */
  readonly subject: string;
  readonly state: State;
  /** For a person: one or more whole sentences. */
  readonly sentence: string;
  /** What to type to mend it, or to look closer. */
  readonly command?: string;
}

/** Makes the findings of a check about one subject. A sentence that begins with a verb, such as "is stopped.", gets the subject before it. */
export function findingsAbout(check: string, subject: string) {
  const noun = subject.includes(" of ") ? `The ${subject}` : subject;
  const of =
    (state: State) =>
    (sentence: string, command?: string): Finding => ({
      check,
      subject,
      state,
      sentence: /^[a-z]/.test(sentence) ? `${noun} ${sentence}` : sentence,
      ...(command === undefined ? {} : { command }),
    });
  return { good: of("good"), wrong: of("wrong"), unknown: of("unknown") };
}
