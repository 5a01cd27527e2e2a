import type { RefusedStack, Report } from "../model/report.ts";
import { type Line, type Look, wrap } from "./lines.ts";
import { sections } from "./sections.ts";

export interface TextOptions {
  /** Columns. */
  readonly width: number;
  /** Colours a piece. For a pipe it returns the text unchanged. */
  readonly paint: (look: Look, text: string) => string;
}

/** The report as a person reads it. */
export function reportText({ stacks }: Report, { width, paint }: TextOptions): string {
  const lines = stacks.flatMap((stack, index): Line[] => [
    ...(index === 0 ? [] : [[], []]),
    ...(stack.state === "refused" ? refusal(stack, width) : sections(stack, width)),
  ]);
  const painted = lines.map((line) =>
    line
      .map(({ text, look }) => (look ? paint(look, text) : text))
      .join("")
      .trimEnd(),
  );
  return `${painted.join("\n")}\n`;
}

function refusal({ stack, heading, problems }: RefusedStack, width: number): Line[] {
  return [
    [
      { text: stack, look: "bold" },
      { text: "  nothing would be created", look: "red" },
    ],
    [],
    [{ text: heading }],
    ...problems.flatMap((problem) =>
      wrap(problem, width - 4).map((text, index) => [{ text: index === 0 ? "  - " : "    ", look: "red" as const }, { text }]),
    ),
  ];
}
