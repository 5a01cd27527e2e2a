import { html, type Markup } from "../html.ts";
import type { Layout } from "../picture/layout.ts";
import { accessSection } from "./access-section.ts";
import { changesSection } from "./changes/changes-section.ts";
import { costSection } from "./cost-section.ts";
import { dataSection } from "./data-section.ts";
import { durationSection } from "./duration-section.ts";
import { hostsSection } from "./hosts-section.ts";
import { nextSection } from "./next-section.ts";
import { pictureSection } from "./picture-section.ts";
import { policySection } from "./policy-section.ts";
import { resourcesSection } from "./resources-section.ts";
import type { StackView } from "./stack-view.ts";

/** All that the page says of one stack. */
export function stackSection(view: StackView, layout: Layout): Markup {
  const { stack } = view;
  return html`<section class="stack" id="${stack.stack}" aria-labelledby="${view.id("title")}"><h2 id="${view.id("title")}">${stack.stack} <small>account ${stack.accountId}, ${stack.region}</small></h2>
${changesSection(view)}
${pictureSection(view, layout)}
${accessSection(view)}
${policySection(view)}
${dataSection(view)}
${hostsSection(view)}
${costSection(view)}
${durationSection(view)}
${nextSection(view)}
${resourcesSection(view)}</section>
`;
}
