import { noun } from "../../model/nouns.ts";
import type { ChangedResource } from "../../report/stack-changes.ts";
import { type Content, html, type Markup } from "../html.ts";
import type { StackView } from "./stack-view.ts";
import { table } from "./table.ts";
import { whoOf } from "./words.ts";

const WORDS = { create: "created", update: "changed", replace: "replaced", delete: "deleted" } as const;

/** What changes since the earlier report: deletions and replacements first, with the arguments that cause them. */
export function changesSection({ changes, id, stack, resourceId }: StackView): Markup | undefined {
  if (changes === undefined) return undefined;
  const known = new Set(stack.details.map(({ urn }) => urn));
  const rows = changes.resources.map((change) => {
    const name = `${noun(change.type)} ${change.name}`;
    return {
      className: change.operation,
      cells: [
        known.has(change.urn) ? html`<a href="#${resourceId(change.urn)}" data-resource>${name}</a>` : name,
        html`<span class="tag ${change.operation}">${WORDS[change.operation]}</span>${change.holdsData && html` <span class="tag data">holds data</span>`}${change.protected && html` <span class="tag">protected</span>`}`,
        whatChanged(change),
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
  return html`<section aria-labelledby="${id("changes")}"><h3 id="${id("changes")}">Changes since the earlier report</h3>
<p class="note">The comparison is between two reports. Pulumi itself compares with what is deployed: <code>npx pulumi preview</code>. Whether an argument forces a replacement is known for some arguments only.</p>
${rows.length === 0 ? html`<p>No resource changes.</p>` : table(`Changed resources of ${stack.stack}`, ["Resource", "What happens", "Because of"], rows)}
${access.length > 0 && table(`Changed ways into ${stack.stack}`, ["To", "", "From", "Reason"], access)}</section>
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
