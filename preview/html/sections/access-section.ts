import { html, type Markup } from "../html.ts";
import type { StackView } from "./stack-view.ts";
import { table } from "./table.ts";

/** Every arrow of the picture as a row: the same for those who do not see it. */
export function accessSection({ stack, changes, id }: StackView): Markup {
  const { boxes, outside, arrows } = stack.architecture;
  const title = new Map([
    ...boxes.map(({ key, title }) => [key, title] as const),
    ...outside.map(({ key, title, detail }) => [key, `${title} (${detail})`] as const),
  ]);
  const open = new Set(outside.filter(({ everybody, direction }) => direction === "in" && everybody).map(({ key }) => key));
  const changed = new Map(changes?.resources.map(({ urn, operation }) => [urn, operation]));
  const removed = changes?.resources.filter(({ operation, type }) => operation === "delete" && /Rule$/.test(type)) ?? [];
  const rows = arrows.map(({ key, from, to, port, because, allowedBy, rules, urns }) => {
    const change = urns.map((urn) => changed.get(urn)).find((operation) => operation !== undefined);
    const word = change === "create" ? "new" : change === undefined ? undefined : "changed";
    return {
      arrow: key,
      ...(open.has(from) ? { className: "open" } : {}),
      cells: [
        html`${title.get(from) ?? from} → ${title.get(to) ?? to}${word !== undefined && html` <span class="tag ${word}">${word}</span>`}`,
        port,
        because,
        allowedBy === "bucket policy" ? `bucket policy, ${rules.join(", ")}` : html`<code>${rules.join(", ")}</code>`,
      ],
    };
  });
  return html`<section><h3 id="${id("access")}">Who may connect to whom</h3>
${table(`Allowed connections of ${stack.stack}`, ["From → to", "Port", "Reason", "Allowed by"], rows)}
${removed.length > 0 && html`<p>Removed rules: ${removed.map(({ name }) => name).join(", ")}.</p>`}
<p class="note">Everything else is refused. Traffic between two security groups also has an outbound rule, which says the same and has no row.</p></section>
`;
}
