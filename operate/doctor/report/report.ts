import type { StackName } from "../../../stacks/settings/domain.ts";
import type { Check } from "../check.ts";
import { type Finding, STATES, type State } from "../finding.ts";

/** What the checks found out about a stack at one time. */
export interface Report {
  readonly stack: StackName;
  readonly region: string;
  readonly at: Date;
  /** The checks that ran, and the ones that were left out. */
  readonly ran: readonly Check[];
  readonly leftOut: readonly Check[];
  readonly findings: readonly Finding[];
}

const MARKS: Readonly<Record<State, string>> = { good: "ok", wrong: "WRONG", unknown: "unknown" };
const MARK_WIDTH = 9;

export function countsOf(findings: readonly Finding[]): Record<State, number> {
  const count = (wanted: State) => findings.filter(({ state }) => state === wanted).length;
  return { good: count("good"), wrong: count("wrong"), unknown: count("unknown") };
}

/** The report for a person: a line a finding, and what to type below it. What is good needs no command. */
export function reportLines({ stack, at, ran, leftOut, findings }: Report): string[] {
  const titles = new Map(ran.map(({ id, title }) => [id, title]));
  const width = Math.max(...[...titles.values()].map((title) => title.length)) + 2;
  const indent = " ".repeat(MARK_WIDTH + width);
  const counts = countsOf(findings);
  return [
    `Stack ${stack}, ${at.toISOString().slice(0, 19).replace("T", " ")} UTC`,
    ...findings.flatMap(({ check, subject, state, sentence, command }) => [
      `${MARKS[state].padEnd(MARK_WIDTH)}${(titles.get(check) ?? check).padEnd(width)}${sentence.includes(subject) ? "" : `${subject}: `}${sentence}`,
      ...(command === undefined || state === "good" ? [] : [`${indent}${command}`]),
    ]),
    STATES.map((state) => `${counts[state]} ${state}`).join(", ") +
      (leftOut.length > 0 ? `. Left out: ${leftOut.map(({ title }) => title).join(", ")}.` : ""),
  ];
}

/** The report for a program (`--json`). */
export function reportDocument({ stack, region, at, ran, leftOut, findings }: Report) {
  return {
    stack,
    region,
    at: at.toISOString(),
    counts: countsOf(findings),
    checks: ran.map(({ id }) => id),
    leftOut: leftOut.map(({ id }) => id),
    findings,
  };
}
