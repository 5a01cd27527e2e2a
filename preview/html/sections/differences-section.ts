import type { ResourceDetails } from "../../model/resource-details/resource-details.ts";
import { stackDifferences } from "../../model/stack-differences.ts";
import type { PlannedStack } from "../../report/plan.ts";
import { html, type Markup } from "../html.ts";
import { table } from "./table.ts";
import { count } from "./words.ts";

/** What one stack has differently from the other. */
export function differencesSection(first: PlannedStack, second: PlannedStack): Markup {
  const found = stackDifferences(first, second);
  const settings = found.settings.map(({ name, first: one, second: other }) => ({
    cells: [html`<code>${name}</code>`, one, other],
  }));
  const args = found.arguments.map(({ noun, resource, name, first: one, second: other }) => ({
    cells: [`${noun} ${resource}`, html`<code>${name}</code>`, one, other],
  }));
  const only = [
    { stack: first.stack, resources: found.onlyInFirst },
    { stack: second.stack, resources: found.onlyInSecond },
  ];
  return html`<section id="differences" aria-labelledby="differences-title"><h2 id="differences-title">Differences between ${first.stack} and ${second.stack}</h2>
<section><h3 id="differences-settings">Settings</h3>
${settings.length === 0 ? html`<p>None.</p>` : table("Settings that differ", ["Setting", first.stack, second.stack], settings)}</section>
<section><h3 id="differences-resources">Resources</h3>
${only.map(
  ({ stack, resources }) =>
    html`<p><strong>Only in ${stack}:</strong> ${resources.length === 0 ? "nothing" : `${grouped(resources)}`}.</p>`,
)}
<details><summary>${count(args.length, "argument")} of resources that both have</summary>${table("Arguments that differ", ["Resource", "Argument", first.stack, second.stack], args)}</details></section></section>
`;
}

/** "3 alarms (a, b, c), NAT gateway network-2". */
function grouped(resources: readonly ResourceDetails[]): string {
  const nouns = new Map<string, string[]>();
  for (const { noun, name } of resources) nouns.set(noun, [...(nouns.get(noun) ?? []), name]);
  return [...nouns]
    .map(([noun, names]) => `${names.length === 1 ? "" : `${names.length} × `}${noun} (${names.join(", ")})`)
    .join("; ");
}
