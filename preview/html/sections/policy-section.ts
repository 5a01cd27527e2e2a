import { named } from "../../model/nouns.ts";
import { html, type Markup } from "../html.ts";
import type { StackView } from "./stack-view.ts";
import { table } from "./table.ts";
import { count } from "./words.ts";

/** Findings that block, findings that do not, and the exemptions. */
export function policySection({ stack, id }: StackView): Markup {
  const { rules, violations, advisories, exemptions } = stack.policy;
  const findings = [
    ...violations.map((finding) => ({ finding, level: "blocks" })),
    ...advisories.map((finding) => ({ finding, level: "advice" })),
  ].map(({ finding: { rule, type, name, message }, level }) => ({
    className: level,
    cells: [html`<code>${rule}</code>`, html`<span class="tag ${level}">${level}</span>`, named(type, name), message],
  }));
  const used = exemptions.map(({ rule, type, name, reason, until }) => ({
    cells: [html`<code>${rule}</code>`, named(type, name), reason, until],
  }));
  return html`<section><h3 id="${id("policy")}">Policy</h3>
<p>${count(rules.length, "rule")}: ${violations.length === 0 ? "none blocks" : count(violations.length, "finding blocks", "findings block")}, ${count(advisories.length, "advisory finding")}, ${count(exemptions.length, "exemption")}.</p>
${findings.length > 0 && table(`Policy findings of ${stack.stack}`, ["Rule", "Level", "Resource", "What to do"], findings)}
${used.length > 0 && table(`Exemptions of ${stack.stack}`, ["Rule", "Resource", "Reason", "Until"], used)}
<details><summary>All ${rules.length} rules</summary><ul class="columns">${rules.map((rule) => html`<li><code>${rule}</code></li>`)}</ul></details></section>
`;
}
