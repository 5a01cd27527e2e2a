import type { ChangedResource } from "../../../report/stack-changes.ts";
import { type Content, html, type Markup } from "../../html.ts";
import { count } from "../words.ts";

/** More of them would hide the next resource. The others are behind a click. */
const SHOWN = 5;

/** What changes of a resource: those arguments first that force a replacement. */
export function changedValues({ operation, because, values }: ChangedResource): Content {
  if (values.length === 0)
    return because.length > 0
      ? html`<code>${because.join(", ")}</code>`
      : operation === "create"
        ? "new in the program"
        : operation === "delete"
          ? "no longer in the program"
          : "";
  const forces = (name: string) => operation === "replace" && because.includes(name.split(/[.[ ]/)[0] ?? "");
  const all = [...values].sort((a, b) => Number(forces(b.name)) - Number(forces(a.name)));
  const lines = all.map(
    ({ name, before, after }) =>
      html`<li><code>${name}</code>${forces(name) && html` <strong>(forces the replacement)</strong>`}: ${difference(before, after)}</li>`,
  );
  const more = lines.length - SHOWN;
  // One more line takes no more room than the sentence that hides it.
  if (more <= 1) return html`<ul class="values">${lines}</ul>`;
  return html`<ul class="values">${lines.slice(0, SHOWN)}</ul><details><summary>${count(more, "more argument")}</summary><ul class="values">${lines.slice(SHOWN)}</ul></details><p class="print-only">${count(more, "more argument")}, in the HTML file</p>`;
}

/** Both values. Of two long lists, only what differs. */
function difference(before: string, after: string): Markup {
  const old = itemsOf(before);
  const now = itemsOf(after);
  const removed = old.filter((item) => !now.includes(item));
  const added = now.filter((item) => !old.includes(item));
  const kept = old.length - removed.length;
  if (kept < 2 || removed.length + added.length === 0) return html`<del>${before}</del> → <ins>${after}</ins>`;
  const parts = [
    removed.length > 0 && html`removed <del>${removed.join(", ")}</del>`,
    added.length > 0 && html`added <ins>${added.join(", ")}</ins>`,
    `${kept} unchanged`,
  ].filter((part) => part !== false);
  return html`${parts.map((part, index) => html`${index > 0 && ", "}${part}`)}`;
}

/** The report writes a list as "a, b", and AWS some options as "a,b". */
function itemsOf(text: string): string[] {
  return text.split(/,\s*/);
}
