import { serviceTitle } from "../../aws/services.ts";
import type { ResourceDetails } from "../../model/resource-details/resource-details.ts";
import { html, type Markup } from "../html.ts";
import type { StackView } from "./stack-view.ts";
import { count } from "./words.ts";

/** Each resource once, with its settings; and what belongs to each box of the picture. */
export function resourcesSection(view: StackView): Markup {
  const { stack, id, anchorOf } = view;
  const groups = new Map<string, ResourceDetails[]>();
  for (const resource of stack.details) {
    const title = serviceTitle(resource.type);
    groups.set(title, [...(groups.get(title) ?? []), resource]);
  }
  const { vpc, boxes, services } = stack.architecture;
  const places = [
    { key: "vpc", title: vpc.title, urns: vpc.urns },
    ...boxes.map(({ key, title, urns }) => ({ key, title, urns })),
    ...services.map(({ title, urns }) => ({ key: `service ${title}`, title, urns })),
  ];
  return html`<section><h3 id="${id("resources")}">Resources</h3>
<p>${count(stack.counts.total, "resource")}: ${stack.details.length} in ${count(groups.size, "service")}, and ${count(stack.counts.components, "component")} of the program that only group them. ${stack.counts.protected === 0 ? "None is" : stack.counts.protected === 1 ? "1 is" : `${stack.counts.protected} are`} protected from deletion.</p>
<p class="print-only">The settings of each resource are in the HTML file, and not on paper.</p>
${[...groups]
  .sort(([, a], [, b]) => b.length - a.length)
  .map(
    ([title, all]) =>
      html`<details class="group"><summary>${title} <span class="count">${all.length}</span></summary>${all.map((one) => entry(one, view))}</details>
`,
  )}
<details class="group"><summary>By box of the picture <span class="count">${places.length}</span></summary>${places.map(
    ({ key, title, urns }) =>
      html`<div class="place-list" id="${anchorOf(key)}" data-place="${key}"><h4>${title}</h4><ul>${urns.map((urn) => linkTo(urn, view))}</ul></div>`,
  )}</details></section>
`;
}

function linkTo(urn: string, { stack, resourceId }: StackView): Markup | undefined {
  const resource = stack.details.find((one) => one.urn === urn);
  return resource === undefined
    ? undefined
    : html`<li><a href="#${resourceId(urn)}" data-resource>${resource.noun} ${resource.name}</a></li>`;
}

function entry(resource: ResourceDetails, { resourceId }: StackView): Markup {
  const { urn, noun, name, within, settings } = resource;
  return html`<details class="resource" id="${resourceId(urn)}"><summary>${noun} <b>${name}</b>${resource.protected && html` <span class="tag">protected</span>`}</summary><p class="note">${within.length > 0 && `In ${within.join(" › ")}. `}<code>${resource.type}</code></p>${
    settings.length === 0
      ? html`<p class="note">No settings.</p>`
      : html`<dl class="settings">${settings.map(({ name: key, value }) => html`<div><dt>${key}</dt><dd>${value}</dd></div>`)}</dl>`
  }</details>`;
}
