import { serviceTitle } from "../aws/services.ts";
import type { ReportedStack } from "../model/report.ts";
import { hanging, type Line } from "./lines.ts";
import { table } from "./table.ts";
import { usd } from "./usd.ts";

/** Services that have a line of their own. The others share one. */
const SHOWN = 8;

export function costHeading({ cost }: ReportedStack): string {
  const { fixed, byUse, estimated } = cost;
  const guess = estimated === 0 ? "" : `, of which ${usd(estimated)} estimated`;
  return `Cost: about ${usd(fixed + byUse)} a month${guess}`;
}

/** The cost of all, and of each service, the largest first. */
export function monthlyCost({ cost, region }: ReportedStack, width: number): Line[] {
  const services = byService(cost.lines);
  const rest = services.slice(SHOWN);
  const shown = [
    { title: "all", fixed: cost.fixed, use: cost.byUse },
    ...(rest.length < 2 ? services : [...services.slice(0, SHOWN), together(rest)]),
  ];
  const digits = Math.max(0, ...shown.map(({ fixed }) => usd(fixed).length));
  const rows = shown.map(
    ({ title, fixed, use }) => [[{ text: title }], `${usd(fixed).padStart(digits)} fixed, ${usd(use)} by use`] as const,
  );
  const notes = [
    ...(cost.priceDate === "" ? [] : [`List prices of ${cost.priceRegion}, the oldest of ${cost.priceDate}.`]),
    ...(cost.estimated === 0 ? [] : ["What is estimated has a price that nobody has read in AWS's list."]),
    "Without taxes, discounts and free tiers.",
    "What is billed by use assumes a small team.",
    "--json has each line, its assumption and the source of its price.",
    ...(region === cost.priceRegion ? [] : [`AWS has other prices in ${region}: these are those of ${cost.priceRegion}.`]),
  ];
  return [
    ...table(rows, width),
    ...hanging([{ text: "  " }], notes.join(" "), width, "dim"),
    ...cost.unpriced.flatMap((what) => hanging([{ text: "  " }, { text: "no price  ", look: "yellow" }], what, width)),
  ];
}

interface ServiceCost {
  readonly title: string;
  readonly fixed: number;
  readonly use: number;
}

function byService(lines: ReportedStack["cost"]["lines"]): ServiceCost[] {
  const services = new Map<string, ServiceCost>();
  for (const { type, kind, monthly } of lines) {
    const title = serviceTitle(type);
    const { fixed, use } = services.get(title) ?? { fixed: 0, use: 0 };
    services.set(title, kind === "fixed" ? { title, fixed: fixed + monthly, use } : { title, fixed, use: use + monthly });
  }
  return [...services.values()].sort((a, b) => b.fixed + b.use - a.fixed - a.use || (a.title < b.title ? -1 : 1));
}

function together(services: readonly ServiceCost[]): ServiceCost {
  const sum = (of: (service: ServiceCost) => number) => services.reduce((total, service) => total + of(service), 0);
  return { title: `${services.length} others`, fixed: sum(({ fixed }) => fixed), use: sum(({ use }) => use) };
}
