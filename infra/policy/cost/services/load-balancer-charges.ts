import { GB_TO_THE_INTERNET, LOAD_BALANCER_UNITS } from "../assumptions.ts";
import { byUse, type Charge, fixed, HOURS } from "../charge.ts";

/** The keys of the prices of each kind of load balancer. */
const PRICES: Readonly<Record<string, { readonly hour: string; readonly unit?: string }>> = {
  application: { hour: "alb-hour", unit: "alb-lcu-hour" },
  network: { hour: "nlb-hour", unit: "nlb-lcu-hour" },
  classic: { hour: "clb-hour" },
};

/** What a load balancer costs with one address in each of `zones` zones. */
export function loadBalancerCharges(kind: string, zones: number, isPublic: boolean): Charge[] {
  const { hour, unit } = PRICES[kind] ?? { hour: `load balancer of the kind ${kind}` };
  return [
    fixed(`${kind} load balancer`, hour, HOURS),
    ...(isPublic ? addressCharges(zones, `${plural(zones, "public IPv4 address")} of the load balancer`) : []),
    ...(unit === undefined
      ? []
      : [
          byUse(
            "capacity of the load balancer",
            unit,
            LOAD_BALANCER_UNITS * HOURS,
            `${LOAD_BALANCER_UNITS} capacity units on average`,
          ),
        ]),
    ...(isPublic
      ? [
          byUse(
            "data to the internet",
            "data-to-internet",
            GB_TO_THE_INTERNET,
            `${GB_TO_THE_INTERNET} GB a month, without the 100 GB that each account gets for nothing`,
          ),
        ]
      : []),
  ];
}

/** Public IPv4 addresses are billed in use or not. */
export function addressCharges(count: number, what: string): Charge[] {
  return count === 0 ? [] : [fixed(what, "public-ipv4-hour", count * HOURS)];
}

export function plural(count: number, word: string): string {
  return count === 1 ? `1 ${word}` : `${count} ${word}${word.endsWith("s") ? "es" : "s"}`;
}
