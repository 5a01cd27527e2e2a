import { isLoss } from "../../../model/changes.ts";
import { counted, named } from "../../../model/nouns.ts";
import type { ChangedResource } from "../../../report/stack-changes.ts";
import { html, type Markup } from "../../html.ts";
import type { StackView } from "../stack-view.ts";
import { table } from "../table.ts";
import { changedAccess } from "./changed-access.ts";
import { changedValues } from "./changed-values.ts";

const WORDS = { create: "created", update: "changed", replace: "replaced", delete: "deleted" } as const;

/** What changes since the earlier report: first what loses data, with the arguments that cause it. */
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
        html`<span class="tag ${operation}">${WORDS[operation]}</span>${holdsData && html` <span class="tag${isLoss(first) ? " data" : ""}">holds data</span>`}${kept && html` <span class="tag">protected</span>`}`,
        all.length === 1 ? changedValues(first) : html`${changedValues(first)}: ${names}`,
      ],
    };
  });
  return html`<section><h3 id="${id("changes")}">Changes since the earlier report</h3>
<p class="note">This compares two reports. To compare with what is deployed, run <code>npx pulumi preview</code>: it also knows each argument that forces a replacement. This page knows the usual ones.</p>
${rows.length === 0 ? html`<p>No resource changes.</p>` : table(`Changed resources of ${stack.stack}`, ["Resource", "What happens", "Because of"], rows)}
${changedAccess(stack.stack, changes)}</section>
`;
}

/** Created or deleted resources of one type are one row. What is changed or replaced has a row of its own. */
function grouped(changes: readonly ChangedResource[]): ChangedResource[][] {
  const groups = new Map<string, ChangedResource[]>();
  for (const change of changes) {
    const { operation, type, urn, holdsData, protected: kept } = change;
    const alone = isLoss(change) || operation === "update" || operation === "replace";
    const key = JSON.stringify([operation, type, kept, holdsData, alone ? urn : ""]);
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups.values()];
}
