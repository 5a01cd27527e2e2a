import { counted, named } from "../../model/nouns.ts";
import { html, type Markup } from "../html.ts";
import type { Layout } from "../picture/layout.ts";
import { picture } from "../picture/picture.ts";
import type { StackView } from "./stack-view.ts";
import { count } from "./words.ts";

/** The architecture, and what its lines and colours mean. */
export function pictureSection(view: StackView, layout: Layout): Markup {
  const { stack, changes, id, anchorOf } = view;
  const { architecture, changeOf, notDrawn } = view.picture;
  return html`<section class="picture-part"><h3 id="${id("picture")}">Architecture</h3>
<p class="note">An arrow is a security group rule: its port, then its reason. A dashed arrow is a bucket policy. A box in the subnets of several zones spans their columns, and names its zones. The <a href="#${id("access")}">table of connections</a> lists all ${count(stack.architecture.arrows.length, "arrow")}${changes !== undefined && " of this plan"}. Choose a box to see its resources and their settings.${changes !== undefined && " What changes is marked as new, changed, replaced or deleted. What is deleted has a dotted line."}</p>
<p class="note wide-picture">The picture is wider than this screen: move it sideways.</p>
<div class="scroller picture-box" tabindex="0" role="region" aria-label="Picture of ${stack.stack}">${picture(
    architecture,
    layout,
    {
      stack: stack.stack,
      accountId: stack.accountId,
      region: stack.region,
      anchorOf: (key) => (changeOf(key) === "deleted" ? id("changes") : anchorOf(key)),
      changeOf,
    },
  )}</div>
<ul class="legend"><li class="entry">load balancer</li><li class="compute">instances and tasks</li><li class="data">holds data</li><li class="everybody">everybody on the internet</li>${changes !== undefined && html`<li class="gone">deleted</li>`}</ul>
${notDrawn.length > 0 && html`<p><strong>Also deleted, and not in the picture:</strong> ${listed(notDrawn)}.</p>`}</section>
`;
}

/** "2 subnets (a, b); alarm c". */
function listed(resources: StackView["picture"]["notDrawn"]): string {
  const types = new Map<string, string[]>();
  for (const { type, name } of resources) types.set(type, [...(types.get(type) ?? []), name]);
  return [...types]
    .map(([type, names]) =>
      names.length === 1 ? named(type, names[0] ?? "") : `${counted(type, names.length)} (${names.join(", ")})`,
    )
    .join("; ");
}
