import { code } from "../api/markdown.ts";
import type { Step } from "../pulumi/steps.ts";

/** More rows nobody reads; the number of all is in the first sentence. */
const MAX_ROWS = 200;

/** The first line of the issue. It is looked for at the start alone, as a person may quote it elsewhere. */
export function markerOf(stack: string): string {
  return `<!-- xmpro-aws drift, stack ${stack} -->`;
}

export function titleOf(stack: string): string {
  return `Drift in ${stack}: the account differs from the program`;
}

/** The issue's text, by names alone. It changes only when the drift does, so that watchers read no news that are none. */
export function issueText(stack: string, drift: readonly Step[]): string {
  const rows = [...drift]
    .sort((a, b) => (a.type + a.name < b.type + b.name ? -1 : 1))
    .slice(0, MAX_ROWS)
    .map(
      ({ operation, type, name, because }) =>
        `| ${operation} | ${code(name)} | ${code(type)} | ${because.slice(0, 20).map(code).join(", ") || "–"} |`,
    );
  const more = drift.length > MAX_ROWS ? [`\n${drift.length - MAX_ROWS} more are not listed.`] : [];
  return [
    markerOf(stack),
    `\`npx pulumi up --refresh --stack ${stack}\` would change ${drift.length === 1 ? "one resource" : `${drift.length} resources`}: somebody changed the account beside the program, or the branch \`main\` is not deployed.`,
    "",
    "| `pulumi up` would | Name | Type | Arguments |",
    "| --- | --- | --- | --- |",
    ...rows,
    ...more,
    "",
    `1. See the values: \`npx pulumi preview --refresh --diff --stack ${stack}\`, with credentials of the account.`,
    `2. Wanted: write it into the program or its settings. Unwanted: \`npx pulumi up --refresh --stack ${stack}\` takes it back.`,
    "",
    "The workflow *drift* looks every night, updates this issue, and closes it when nothing differs.",
    "",
  ].join("\n");
}
