import type { Architecture } from "../../model/architecture/architecture.ts";
import { type Content, html, type Markup } from "../html.ts";
import { arrowParts } from "./arrow-parts.ts";
import { boxParts } from "./box-parts.ts";
import type { Layout, Rectangle } from "./layout.ts";
import type { PictureContext } from "./picture-context.ts";
import { frameParts, nameParts, outsideParts } from "./place-parts.ts";
import { round } from "./round.ts";

/** The picture of a stack as SVG. Each box is a link to the list of its resources. */
export function picture(architecture: Architecture, layout: Layout, context: PictureContext): Markup {
  const { stack } = context;
  const at = (key: string): Rectangle => layout.places.get(key) ?? { x: 0, y: 0, width: 0, height: 0 };
  const arrows = architecture.arrows.flatMap((arrow): Content[] => {
    const route = layout.routes.get(arrow.key);
    return route === undefined ? [] : [arrowParts(arrow, route, context)];
  });
  return html`<svg class="picture" id="picture-${stack}" viewBox="0 0 ${round(layout.width)} ${round(layout.height)}" width="${round(layout.width)}" height="${round(layout.height)}" role="group" aria-labelledby="picture-title-${stack} picture-desc-${stack}">
<title id="picture-title-${stack}">Architecture of ${stack}</title>
<desc id="picture-desc-${stack}">${architecture.boxes.length} boxes and ${architecture.arrows.length} arrows. Each arrow is a rule of the table "Who may connect to whom".</desc>
<defs><marker id="tip-${stack}" viewBox="0 0 8 8" refX="7" refY="4" markerUnits="userSpaceOnUse" markerWidth="9" markerHeight="9" orient="auto-start-reverse"><path class="tip" d="M0 0.5 8 4 0 7.5z"/></marker></defs>
${frameParts(architecture, at, context)}
${arrows}
${nameParts(architecture, at, context)}
${architecture.outside.map((outside) => outsideParts(outside, at(outside.key), context.changeOf(outside.key)))}
${architecture.boxes.map((box) => boxParts(box, at(box.key), context))}
</svg>`;
}
