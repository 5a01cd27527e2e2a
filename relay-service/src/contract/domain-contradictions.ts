import { scopedOrigin, scopedRoute } from "./host-scope.ts";
import { comparableHost } from "./hosts.ts";

/** The values of the variables that must agree about hosts; undefined where a variable is not set, or not valid by itself. */
export interface HostSettings {
  /** Empty when DOMAIN_MAP is not set. */
  readonly domainMap: ReadonlyMap<string, URL> | undefined;
  readonly hasUpstream: boolean;
  readonly publicOrigins: readonly string[] | undefined;
  readonly corsOrigins: readonly string[] | undefined;
  readonly routes: readonly string[] | undefined;
}

/** A variable that contradicts DOMAIN_MAP. `expected` completes the sentence "<name> must be …". */
export interface Contradiction {
  readonly name: "PUBLIC_ORIGINS" | "CORS_ORIGINS" | "PASS_THROUGH_ROUTES";
  readonly expected: string;
  readonly example: string;
}

/** What contradicts DOMAIN_MAP: hosts at which nobody could pair, and entries that could never apply. */
export function contradictionsOf(settings: HostSettings): Contradiction[] {
  const { domainMap, hasUpstream, publicOrigins = [], corsOrigins = [], routes = [] } = settings;
  // Without a valid map, all that follows from it would be noise.
  if (domainMap === undefined) return [];
  const contradictions: Contradiction[] = [];
  const named = publicOrigins.map(hostOf);
  const unnamed = [...domainMap.keys()].filter((host) => !named.includes(host));
  if (publicOrigins.length > 0 && unnamed.length > 0) {
    contradictions.push({
      name: "PUBLIC_ORIGINS",
      expected: `a list with an origin of each host of DOMAIN_MAP, also of ${unnamed.join(", ")},`,
      example: [...domainMap.keys()].map((host) => `https://${host}`).join(","),
    });
  }
  const unserved = publicOrigins.filter((origin) => !domainMap.has(hostOf(origin) ?? ""));
  if (domainMap.size > 0 && !hasUpstream && unserved.length > 0) {
    contradictions.push({
      name: "PUBLIC_ORIGINS",
      expected: `a list of origins at hosts of DOMAIN_MAP, or UPSTREAM must be set for ${unserved.join(", ")},`,
      example: [...domainMap.keys()].map((host) => `https://${host}`).join(","),
    });
  }
  const check = (name: "CORS_ORIGINS" | "PASS_THROUGH_ROUTES", hosts: readonly (string | undefined)[], example: string) => {
    const unknown = new Set(hosts.filter((host) => host !== undefined && !domainMap.has(host)));
    if (unknown.size > 0) {
      const expected = `a list whose hosts are in DOMAIN_MAP, which has no ${[...unknown].join(", ")},`;
      contradictions.push({ name, expected, example });
    }
  };
  const [first = "sm.example.com"] = domainMap.keys();
  check(
    "CORS_ORIGINS",
    corsOrigins.map((entry) => scopedOrigin(entry).host),
    `${first}=https://portal.example.com`,
  );
  check(
    "PASS_THROUGH_ROUTES",
    routes.map((entry) => scopedRoute(entry).host),
    `${first}/static/*`,
  );
  return contradictions;
}

function hostOf(origin: string): string | undefined {
  return comparableHost(new URL(origin).host);
}
