import { whoOf } from "../../model/everybody.ts";
import { counted, named } from "../../model/nouns.ts";
import type { ChangedResource } from "../../report/stack-changes.ts";
import { type Content, html, type Markup } from "../html.ts";
import type { StackView } from "./stack-view.ts";
import { table } from "./table.ts";

const WORDS = { create: "created", update: "changed", replace: "replaced", delete: "deleted" } as const;

/** What changes since the earlier report: deletions and replacements first, with the arguments that cause them. */
export function changesSection({ changes, notCompared, id, stack, resourceId }: StackView): Markup | undefined {
  if (changes === undefined) return notCompared === undefined ? undefined : html`<p><strong>${notCompared}</strong></p>`;
  const known = new Set(stack.details.map(({ urn }) => urn));
  const nameOf = ({ urn, type, name }: ChangedResource, alone: boolean) => {
    const title = alone ? named(type, name) : name;
    return known.has(urn) ? html`<a href="#${resourceId(urn)}" data-resource>${title}</a>` : title;
  };
  const rows = grouped(changes.resources).flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const { operation, type, holdsData, protected: kept } = first;
    const names = all.map((change, index) => html`${index > 0 && ", "}${nameOf(change, all.length === 1)}`);
    return {
      className: operation,
      cells: [
        all.length === 1 ? names : counted(type, all.length),
        html`<span class="tag ${operation}">${WORDS[operation]}</span>${holdsData && html` <span class="tag data">holds data</span>`}${kept && html` <span class="tag">protected</span>`}`,
        all.length === 1 ? whatChanged(first) : html`${whatChanged(first)}: ${names}`,
      ],
    };
  });
  const access = [
    ...changes.newAccess.map((way) => ({ way, word: "new" })),
    ...changes.removedAccess.map((way) => ({ way, word: "removed" })),
  ].map(({ way, word }) => ({
    className: word,
    cells: [`${way.to} ${way.what}`, html`<span class="tag ${word}">${word}</span>`, whoOf(way.from), way.because],
  }));
  const traffic = [
    ...changes.newTraffic.map((way) => ({ way, word: "new" })),
    ...changes.removedTraffic.map((way) => ({ way, word: "removed" })),
  ].map(({ way, word }) => ({
    className: word,
    cells: [`${way.to} ${way.port}`, html`<span class="tag ${word}">${word}</span>`, way.from.join(", "), way.because],
  }));
  return html`<section><h3 id="${id("changes")}">Changes since the earlier report</h3>
<p class="note">The comparison is between two reports. Pulumi itself compares with what is deployed: <code>npx pulumi preview</code>. Whether an argument forces a replacement is known for some arguments only.</p>
${rows.length === 0 ? html`<p>No resource changes.</p>` : table(`Changed resources of ${stack.stack}`, ["Resource", "What happens", "Because of"], rows)}
${access.length > 0 && table(`Changed ways into ${stack.stack}`, ["To", "What happens", "From", "Reason"], access)}
${traffic.length > 0 && table(`Changed connections from ${stack.stack}`, ["To", "What happens", "From", "Reason"], traffic)}</section>
`;
}

function whatChanged({ operation, because, values }: ChangedResource): Content {
  if (values.length === 0)
    return because.length > 0
      ? html`<code>${because.join(", ")}</code>`
      : operation === "create"
        ? "new in the program"
        : operation === "delete"
          ? "no longer in the program"
          : "";
  return html`<ul class="values">${values.map(
    ({ name, before, after }) =>
      html`<li><code>${name}</code>${because.includes(name.split(/[.[ ]/)[0] ?? "") && operation === "replace" && html` <strong>(forces the replacement)</strong>`}: <del>${before}</del> → <ins>${after}</ins></li>`,
  )}</ul>`;
}

/** Created or deleted resources of one type are one row. What is changed or replaced has a row of its own. */
function grouped(changes: readonly ChangedResource[]): ChangedResource[][] {
  const groups = new Map<string, ChangedResource[]>();
  for (const change of changes) {
    const { operation, type, urn, holdsData, protected: kept } = change;
    const alone = holdsData || operation === "update" || operation === "replace";
    const key = JSON.stringify([operation, type, kept, alone ? urn : ""]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()];
}
