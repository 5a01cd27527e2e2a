import { html, type Markup } from "../html.ts";
import type { Layout } from "../picture/layout.ts";
import { picture } from "../picture/picture.ts";
import type { Change } from "../picture/picture-context.ts";
import type { StackView } from "./stack-view.ts";

const WORDS = { create: "new", update: "changed", replace: "replaced", delete: "deleted" } as const;

/** The architecture, and what its lines and colours mean. */
export function pictureSection(view: StackView, layout: Layout): Markup {
  const { stack, changes, id, anchorOf } = view;
  return html`<section><h3 id="${id("picture")}">Architecture</h3>
<p class="note">An arrow is a security group rule: its port, then its reason. A dashed arrow is a bucket policy. A box in the subnets of several zones spans their columns, and names its zones. ${stack.architecture.arrows.length} arrows; the <a href="#${id("access")}">table of connections</a> lists them all. Choose a box to see its resources and their settings.${changes !== undefined && " What changes has a coloured label."}</p>
<div class="scroller picture-box" tabindex="0" role="region" aria-label="Picture of ${stack.stack}">${picture(
    stack.architecture,
    layout,
    {
      stack: stack.stack,
      accountId: stack.accountId,
      region: stack.region,
      anchorOf,
      changeOf: changeOf(view),
    },
  )}</div>
<ul class="legend"><li class="entry">load balancer</li><li class="compute">instances and tasks</li><li class="data">holds data</li><li class="everybody">everybody on the internet</li></ul></section>
`;
}

/**
 * A new or deleted main resource makes the whole box new or deleted. Anything else inside of it makes it changed, without its security
 * group rules: those are arrows.
 */
function changeOf({ stack, changes }: StackView): (key: string) => Change | undefined {
  const byUrn = new Map(changes?.resources.map(({ urn, operation }) => [urn, WORDS[operation]]));
  const rules = new Set(stack.details.filter(({ type }) => type.startsWith("aws:vpc/")).map(({ urn }) => urn));
  const { boxes, arrows, services } = stack.architecture;
  const found = new Map<string, Change>();
  const add = (key: string, urns: readonly string[]) => {
    const [main, ...others] = urns.map((urn) => byUrn.get(urn));
    if (main !== undefined) found.set(key, main);
    else if (others.some((change) => change !== undefined)) found.set(key, "changed");
  };
  for (const { key, urns } of boxes) {
    add(
      key,
      urns.filter((urn) => !rules.has(urn)),
    );
  }
  for (const { key, urns } of arrows) add(key, urns);
  for (const { title, urns } of services) {
    if (urns.some((urn) => byUrn.has(urn))) found.set(`service ${title}`, "changed");
  }
  return (key) => found.get(key);
}
