import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DATA_ID, type EarlierReport } from "../../model/earlier-report.ts";
import type { Plan } from "../../report/plan.ts";
import { html, jsonScript, Markup } from "../html.ts";
import { layOut } from "../picture/layout.ts";
import { differencesSection } from "../sections/differences-section.ts";
import { stackSection } from "../sections/stack-section.ts";
import { type StackView, stackView } from "../sections/stack-view.ts";
import { summary } from "../sections/summary.ts";

export interface PageOptions {
  /** When the page was made. */
  readonly date: Date;
  readonly earlier?: EarlierReport | undefined;
  /** What the person gave as `--against`. */
  readonly earlierName?: string | undefined;
}

const file = (name: string) => readFileSync(join(import.meta.dirname, name), "utf8");

/** The whole page. It needs no other file, no network and no storage. */
export async function page(plan: Plan, { date, earlier, earlierName }: PageOptions): Promise<string> {
  // What a reviewer approves comes first.
  const stacks = [...plan.stacks].sort((a, b) => Number(b.stack === "prod") - Number(a.stack === "prod"));
  const views = stacks.map((stack) => (stack.state === "refused" ? stack : stackView(stack, earlier)));
  const seen = views.filter((view): view is StackView => !("state" in view));
  const pictures = await Promise.all(seen.map((view) => layOut(view.picture.architecture, view.picture.changeOf)));
  const style = file("page.css") + file("picture.css");
  const script = file("behaviour.js");
  const [first, second] = seen.map(({ stack }) => stack);
  const text = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(style, script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${titleOf(stacks.map(({ stack }) => stack))}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<a class="skip" href="#summary">Skip to the summary</a>
<header><h1>${titleOf(stacks.map(({ stack }) => stack))}</h1><p>Made on ${day(date)} from the program and its settings, without an account.${earlier !== undefined && html` Compared with <b>${earlierName ?? "an earlier report"}</b>.`}</p><button type="button" id="theme" hidden>Dark</button></header>
<nav aria-label="Contents">${contents(
    views.map((view) => ("state" in view ? { name: view.stack, parts: [] } : { name: view.stack.stack, parts: partsOf(view) })),
    second !== undefined,
  )}</nav>
<main>
${summary(views)}
${seen.map((view, index) => stackSection(view, pictures[index] as Awaited<ReturnType<typeof layOut>>))}
${first !== undefined && second !== undefined && differencesSection(first, second)}
</main>
<footer><p>Written by <code>npm run report</code>. Keep this file: <code>npm run report -- --against FILE</code> compares a later plan with it. It shows no value that is marked as secret or that looks like one.</p></footer>
<dialog id="panel" aria-labelledby="panel-title"><div class="panel-head"><h2 id="panel-title"></h2><button type="button" id="panel-close">Close</button></div><div id="panel-body"></div></dialog>
${jsonScript(DATA_ID, plan)}
<script>${new Markup(script)}</script>
</body>
</html>
`;
  return text.toString();
}

function titleOf(stacks: readonly string[]): string {
  return `Plan of ${stacks.join(" and ")}`;
}

function day(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

interface Part {
  readonly id: string;
  readonly title: string;
}

function partsOf({ id, changes, stack }: StackView): Part[] {
  const parts = {
    ...(changes === undefined ? {} : { changes: "Changes" }),
    picture: "Architecture",
    access: "Connections",
    policy: "Policy",
    data: "Data",
    hosts: "Host names",
    cost: "Cost",
    duration: "Duration",
    next: "Next steps",
    resources: `${stack.counts.total} resources`,
  };
  return Object.entries(parts).map(([part, title]) => ({ id: id(part), title }));
}

function contents(stacks: readonly { readonly name: string; readonly parts: readonly Part[] }[], differences: boolean): Markup {
  return html`<ul><li><a href="#summary">Summary</a></li>${stacks.map(
    ({ name, parts }) =>
      parts.length > 0 &&
      html`<li><a href="#${name}">${name}</a><ul>${parts.map((part) => html`<li><a href="#${part.id}">${part.title}</a></li>`)}</ul></li>`,
  )}${differences && html`<li><a href="#differences">Differences</a></li>`}</ul>`;
}

/** The only style and the only script that the browser may apply. */
function sourceOf(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

function policyOf(style: string, script: string): string {
  return `default-src 'none'; style-src ${sourceOf(style)}; script-src ${sourceOf(script)}; base-uri 'none'; form-action 'none'`;
}
