import { html, type Markup } from "../html.ts";
import type { StackView } from "./stack-view.ts";

/** What people have to do before and after the deployment. */
export function nextSection({ stack, id }: StackView): Markup {
  const before = [...stack.toDo.examples, ...stack.firstDeployment.waitsForPeople];
  const { nextSteps } = stack.toDo;
  return html`<section><h3 id="${id("next")}">What a person still has to do</h3>
${before.length > 0 && html`<h4>Before pulumi up</h4><ul>${before.map((sentence) => html`<li>${sentence}</li>`)}</ul>`}
${nextSteps.length > 0 && html`<h4>After pulumi up</h4><ol>${nextSteps.map((sentence) => html`<li>${sentence}</li>`)}</ol>`}
${before.length + nextSteps.length === 0 && html`<p>Nothing.</p>`}</section>
`;
}
