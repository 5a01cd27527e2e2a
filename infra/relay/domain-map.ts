import type { RelayDomain } from "./relay-settings.ts";

/** The relay's variable `DOMAIN_MAP`. Undefined without domains: the relay then has one API, `UPSTREAM`, at every host. */
export function domainMap(domains: readonly RelayDomain[]): string | undefined {
  if (domains.length === 0) return undefined;
  return domains.map(({ host, upstream }) => `${host}=${upstream}`).join(",");
}
