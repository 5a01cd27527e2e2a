import type { Architecture } from "../../model/architecture/architecture.ts";
import type { Outside } from "../../model/architecture/arrows.ts";
import type { Tier } from "../../model/architecture/tiers.ts";
import { html, type Markup } from "../html.ts";
import { changeMark } from "./box-parts.ts";
import type { Rectangle } from "./layout.ts";
import type { PictureContext } from "./picture-context.ts";
import { round } from "./round.ts";
import { serviceRows } from "./service-rows.ts";
import { SERVICES } from "./sizes.ts";
import { fitLine } from "./text-width.ts";

/** The frames of account, VPC and subnets, and the services beside the VPC. The arrows are drawn over the frames. */
export function frameParts(architecture: Architecture, at: (key: string) => Rectangle, context: PictureContext): Markup {
  const { tiers } = architecture;
  return html`<g class="place account">${frame(at("account"), 10)}</g>
<g class="place vpc">${frame(at("vpc"), 8)}</g>
${tiers.map((tier) => {
  const place = at(tier.key);
  const column = columnOf(tier, place);
  return html`<g class="place tier">${frame(place, 6)}${tier.subnets.map(
    (_, index) =>
      index > 0 &&
      html`<line x1="${round(place.x + column * index)}" y1="${round(place.y + 42)}" x2="${round(place.x + column * index)}" y2="${round(place.y + place.height)}"/>`,
  )}</g>`;
})}
${servicesParts(architecture, at("services"), context)}`;
}

/** The names of account, VPC, subnets and zones. They are drawn over the arrows, so that no line crosses a letter. */
export function nameParts(architecture: Architecture, at: (key: string) => Rectangle, context: PictureContext): Markup {
  const { vpc, tiers } = architecture;
  const account = at("account");
  const inVpc = at("vpc");
  const networkChange = context.changeOf("vpc");
  return html`<g class="name"><text class="title" x="${round(account.x + 16)}" y="${round(account.y + 25)}">AWS account ${context.accountId} · ${context.region}</text></g>
<a class="name vpc" href="#${context.anchorOf("vpc")}" data-box="vpc"><text class="title" x="${round(inVpc.x + 14)}" y="${round(inVpc.y + 24)}">${vpc.title}${vpc.detail === undefined ? "" : ` · ${vpc.detail}`}${networkChange === undefined ? "" : ` (${networkChange})`}</text></a>
${tiers.map((tier) => tierNames(tier, at(tier.key)))}`;
}

function frame({ x, y, width, height }: Rectangle, radius: number): Markup {
  return html`<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" rx="${radius}"/>`;
}

/** Its zones are columns: what is in one subnet alone has its place there, everything else spans them. */
function columnOf({ subnets }: Tier, { width }: Rectangle): number {
  return width / Math.max(subnets.length, 1);
}

function tierNames(tier: Tier, place: Rectangle): Markup {
  const { x, y, width } = place;
  const column = columnOf(tier, place);
  const title = fitLine(tier.title, width - 20, 12.5, true);
  const route = fitLine(tier.route, width - 20, 11);
  return html`<g class="name tier"><text class="title" x="${round(x + 12)}" y="${round(y + 19)}">${title}</text><text x="${round(x + 12)}" y="${round(y + 34)}">${route}</text>${tier.subnets.map(
    (subnet, index) => {
      const left = x + column * index + 12;
      const zone = fitLine(subnet.zone, column - 14, 10.5, true);
      const range = fitLine(subnet.range ?? "", column - 14, 10.5);
      return html`<text class="zone" x="${round(left)}" y="${round(y + 54)}">${zone}</text><text class="range" x="${round(left)}" y="${round(y + 67)}">${range}</text>${subnet.holds.map(
        (thing) =>
          html`<g class="chip single"><rect x="${round(left - 2)}" y="${round(y + 73)}" width="88" height="18" rx="4"/><text x="${round(left + 42)}" y="${round(y + 85.5)}">${thing}</text></g>`,
      )}`;
    },
  )}</g>`;
}

function servicesParts(architecture: Architecture, place: Rectangle, context: PictureContext): Markup {
  const { x, y, width } = place;
  return html`<g class="place services">${frame(place, 8)}<text class="title" x="${round(x + 12)}" y="${round(y + 22)}">In the account, by service</text></g>${serviceRows(
    architecture,
  ).map(({ title, lines, top, height }) => {
    const change = context.changeOf(`service ${title}`);
    const upper = y + top;
    return html`<a class="box service${change === undefined ? "" : ` ${change}`}" href="#${context.anchorOf(`service ${title}`)}" data-box="service ${title}"><rect x="${round(x + 8)}" y="${round(upper)}" width="${round(width - 16)}" height="${height}" rx="5"/><text class="title" x="${round(x + 18)}" y="${round(upper + 16)}">${title} </text>${lines.map(
      (line, index) =>
        html`<text x="${round(x + 18)}" y="${round(upper + SERVICES.title + SERVICES.line * (index + 0.8))}">${line} </text>`,
    )}${change !== undefined && changeMark(change, x + width - 8, upper)}</a>`;
  })}`;
}

/** A range outside of what the stack creates. */
export function outsideParts(
  { key, title, detail, everybody, direction }: Outside,
  place: Rectangle,
  change: string | undefined,
): Markup {
  const { x, y, width } = place;
  return html`<g class="outside ${direction}${everybody ? " everybody" : ""}${change === undefined ? "" : ` ${change}`}" data-outside="${key}">${frame(place, 22)}<text class="title" x="${round(x + width / 2)}" y="${round(y + 20)}">${title}</text><text x="${round(x + width / 2)}" y="${round(y + 36)}">${detail}</text>${change !== undefined && changeMark(change, x + width - 8, y)}</g>`;
}
