import { scopedOrigin, scopedRoute, valuesFor } from "../contract/host-scope.ts";
import { comparableHost } from "../contract/hosts.ts";
import { type Cors, createCors } from "./cors.ts";
import { createPathMatcher } from "./request/target.ts";
import type { ClearError } from "./response/clear-error.ts";
import { createUriRewriter, type UriRewriter } from "./response/uri-rewriter.ts";
import type { Upstream } from "./upstream.ts";

/** Whether a pair may be used at a domain: it was made there, at another one, or the relay can no longer tell. */
export type Admission = "admitted" | "foreign" | "unknown";

/** A host by which clients reach the relay, or all hosts that no other domain has, with their upstream. */
export interface Domain {
  readonly upstream: Upstream;
  readonly cors: Cors;
  /** Whether a request-target is one of PASS_THROUGH_ROUTES. */
  isPassThrough(target: string): boolean;
  /** Whether a pair that was made with the relay under this origin, in comparable form, may be used here. */
  admits(relayOrigin: string | undefined): Admission;
  /** `relayOrigin`: that of the request's pair. Its scheme is that of the other domains, too, if PUBLIC_ORIGINS does not say. */
  uriRewriterFor(relayOrigin: string | undefined): UriRewriter;
}

/** The domains of a relay. */
export interface Domains {
  /** The domain that a `Host` leads to; undefined when the relay does not serve it. */
  of(host: string | undefined): Domain | undefined;
  /** The origins under which clients may pair; empty when any is possible. */
  readonly pairingOrigins: readonly string[];
  /** Origins of pages that may pair at one domain at least. */
  readonly corsOrigins: readonly string[];
  /** Closes the connections to all upstreams. */
  close(): void;
}

/** The answer to a request whose host leads to no domain, or to another one than it should (RFC 9110, 15.5.20). */
export const MISDIRECTED: ClearError = { status: 421, code: "misdirected" };

/** See the settings of the same names. */
interface DomainSettings {
  readonly upstream: URL | undefined;
  readonly domainMap: ReadonlyMap<string, URL>;
  readonly publicOrigins: readonly string[];
  readonly corsOrigins: readonly string[];
  readonly passThroughRoutes: readonly string[];
}

/** `host` is undefined for the hosts that are not in DOMAIN_MAP. */
interface Site {
  readonly host: string | undefined;
  readonly url: URL;
}

/** Makes the domains of DOMAIN_MAP, and the one of UPSTREAM. `connect` makes the connections to one upstream. */
export function createDomains(settings: DomainSettings, connect: (url: URL) => Upstream): Domains {
  const { upstream, domainMap, publicOrigins } = settings;
  const sites: Site[] = [...domainMap].map(([host, url]) => ({ host, url }));
  if (upstream !== undefined) sites.push({ host: undefined, url: upstream });
  const corsOrigins = settings.corsOrigins.map(scopedOrigin);
  const routes = settings.passThroughRoutes.map(scopedRoute);

  /** The relay's own origins at a site: those of PUBLIC_ORIGINS; without any, those that a host can have. */
  function originsOf({ host }: Site): readonly string[] {
    if (publicOrigins.length === 0) return host === undefined ? [] : [`https://${host}`, `http://${host}`];
    return publicOrigins.filter((origin) => {
      const own = comparableHost(hostIn(origin));
      return host === undefined ? !domainMap.has(own ?? "") : own === host;
    });
  }

  /** The origin of a site for a client that reaches the relay under another one; undefined when the relay cannot know it. */
  function originFor(site: Site, scheme: "http:" | "https:" | undefined): string | undefined {
    const origins = originsOf(site);
    const same = scheme && origins.find((origin) => origin.startsWith(scheme));
    return same ?? (publicOrigins.length > 0 ? origins[0] : undefined);
  }

  function domainOf(site: Site): Domain {
    const others = sites.filter((other) => other !== site);
    const rewriter = (scheme?: "http:" | "https:") =>
      createUriRewriter(
        site.url,
        originsOf(site),
        others.map((other) => ({ upstream: other.url, origin: originFor(other, scheme) })),
      );
    const unknown = rewriter();
    const [https, http] = others.length > 0 ? [rewriter("https:"), rewriter("http:")] : [unknown, unknown];
    const domain: Domain = {
      upstream: connect(site.url),
      cors: createCors({
        origins: valuesFor(site.host, corsOrigins),
        publicOrigins: publicOrigins.length > 0 ? originsOf(site) : [],
        trustsHost: publicOrigins.length === 0,
      }),
      isPassThrough: createPathMatcher(valuesFor(site.host, routes)),
      admits: (relayOrigin) => {
        if (domainMap.size === 0) return "admitted";
        if (relayOrigin === undefined) return "unknown";
        return of(hostIn(relayOrigin)) === domain ? "admitted" : "foreign";
      },
      uriRewriterFor: (relayOrigin) => {
        if (relayOrigin === undefined) return unknown;
        return relayOrigin.startsWith("https:") ? https : http;
      },
    };
    return domain;
  }

  const domains = new Map(sites.map((site) => [site.host, domainOf(site)]));
  const others = domains.get(undefined);
  const of =
    domainMap.size === 0
      ? () => others
      : // Nearly every client sends the comparable form.
        (host: string | undefined) => domains.get(host) ?? domains.get(comparableHost(host ?? "")) ?? others;

  return {
    of,
    // With UPSTREAM any host may lead to it, so any origin may be the relay's.
    pairingOrigins: publicOrigins.length > 0 || upstream !== undefined ? publicOrigins : sites.flatMap(originsOf),
    corsOrigins: [...new Set(corsOrigins.map(({ value }) => value))],
    close: () => {
      for (const { upstream } of domains.values()) upstream.close();
    },
  };
}

/** The host of an origin in comparable form. */
function hostIn(origin: string): string {
  return origin.slice(origin.indexOf("//") + 2);
}
