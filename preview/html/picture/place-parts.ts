import type { Architecture } from "../../model/architecture/architecture.ts";
import type { Outside } from "../../model/architecture/arrows.ts";
import type { Tier } from "../../model/architecture/tiers.ts";
import { html, type Markup } from "../html.ts";
import type { Rectangle } from "./layout.ts";
import type { PictureContext } from "./picture.ts";
import { SERVICES, TIER } from "./sizes.ts";
import { fitLines } from "./text-width.ts";

/** Account, VPC, subnets by zone, and the services beside the VPC. */
export function placeParts(architecture: Architecture, at: (key: string) => Rectangle, context: PictureContext): Markup {
  const { vpc, tiers } = architecture;
  const account = at("account");
  const inVpc = at("vpc");
  return html`<g class="place account">${frame(account, 10)}<text class="title" x="${account.x + 16}" y="${account.y + 25}">AWS account ${context.accountId}, ${context.region}</text></g>
<a class="place vpc" href="#${context.anchorOf("vpc")}" data-box="vpc" aria-label="${vpc.title}, ${vpc.detail ?? ""}">${frame(inVpc, 8)}<text class="title" x="${inVpc.x + 14}" y="${inVpc.y + 25}">${vpc.title}${vpc.detail === undefined ? "" : ` · ${vpc.detail}`}</text></a>
${tiers.map((tier) => tierParts(tier, at(tier.key)))}
${servicesParts(architecture, at("services"), context)}`;
}

function frame({ x, y, width, height }: Rectangle, radius: number): Markup {
  return html`<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}"/>`;
}

/** Its zones are columns: what is in one subnet alone has its place there, everything else spans them. */
function tierParts({ title, route, subnets }: Tier, place: Rectangle): Markup {
  const { x, y, width, height } = place;
  const column = width / Math.max(subnets.length, 1);
  return html`<g class="place tier">${frame(place, 6)}<text class="title" x="${x + 12}" y="${y + 19}">${title}<tspan class="detail"> · ${route}</tspan></text>${subnets.map(
    (subnet, index) => {
      const left = x + column * index;
      const [range = ""] = fitLines(subnet.range ?? "", column - 70, 10.5, 1);
      return html`<g class="zone">${index > 0 && html`<line x1="${left}" y1="${y + 28}" x2="${left}" y2="${y + height}"/>`}<text x="${left + 12}" y="${y + 40}"><tspan class="name">${subnet.zone}</tspan> ${range}</text>${subnet.holds.map(
        (thing, row) =>
          html`<g class="chip single"><rect x="${left + 10}" y="${y + 48 + row * TIER.chip}" width="100" height="18" rx="4"/><text x="${left + 60}" y="${y + 60.5 + row * TIER.chip}">${thing}</text></g>`,
      )}</g>`;
    },
  )}</g>`;
}

function servicesParts({ services }: Architecture, { x, y, width, height }: Rectangle, context: PictureContext): Markup {
  return html`<g class="place services"><rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/><text class="title" x="${x + 12}" y="${y + 22}">In the account, by service</text></g>${services.map(
    ({ title, counts }, index) => {
      const top = y + SERVICES.head + index * SERVICES.row;
      const change = context.changeOf(`service ${title}`);
      const lines = fitLines(counts.join(", "), width - 40, 10.5, 1);
      return html`<a class="box service${change === undefined ? "" : ` ${change}`}" href="#${context.anchorOf(`service ${title}`)}" data-box="service ${title}" aria-label="${title}: ${counts.join(", ")}${change === undefined ? "" : `, ${change}`}"><rect x="${x + 8}" y="${top}" width="${width - 16}" height="${SERVICES.row - 6}" rx="5"/><text class="title" x="${x + 18}" y="${top + 17}">${title}</text>${lines.map(
        (line) => html`<text x="${x + 18}" y="${top + 32}">${line}</text>`,
      )}</a>`;
    },
  )}`;
}

/** A range outside of what the stack creates. */
export function outsideParts({ title, detail, everybody, direction }: Outside, place: Rectangle): Markup {
  const { x, y, width } = place;
  return html`<g class="outside ${direction}${everybody ? " everybody" : ""}">${frame(place, 22)}<text class="title" x="${x + width / 2}" y="${y + 20}">${title}</text><text x="${x + width / 2}" y="${y + 36}">${detail}</text></g>`;
}
