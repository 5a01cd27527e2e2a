import { html, type Markup } from "../html.ts";
import type { StackView } from "./stack-view.ts";
import { table } from "./table.ts";

/** How the data of the stack is protected, and what is not. */
export function dataSection({ stack, id }: StackView): Markup {
  const rows = stack.protection.map(({ what, names, strengths, gaps }) => ({
    ...(gaps.length === 0 ? {} : { className: "gap" }),
    cells: [
      names.length === 1 ? what : `${names.length} ${what}`,
      names.length > 6 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", "),
      strengths.join(", "),
      gaps.length === 0 ? "none" : html`<strong>${gaps.join(", ")}</strong>`,
    ],
  }));
  return html`<section><h3 id="${id("data")}">Data and its protection</h3>
${table(`Protection of the data of ${stack.stack}`, ["What", "Names", "Protected by", "Gaps"], rows)}</section>
`;
}
