import { createCookieRewriter } from "./cookie.ts";
import { readRefresh } from "./refresh.ts";

/** Rewrites URIs and cookies in the headers of the upstream for a client that must only know the relay. */
export interface UriRewriter {
  /**
   * Rewrites a URI reference, such as the value of `location`. Null when the client must not get it: it names another port or scheme of an
   * upstream's host, which the relay does not forward to, or an upstream that clients reach under an unknown origin.
   */
  location(value: string): string | null;
  /** Rewrites the value of `refresh`; null as above. */
  refresh(value: string): string | null;
  /** Rewrites the value of `link` or `uri`, whose references are in angle brackets; null as above. */
  links(value: string): string | null;
  /**
   * Rewrites one line of `set-cookie`. `hidesPath`: the browser sees another path than the upstream. Then the cookie gets the path `/`, because
   * the browser would not send back a cookie with a narrower path.
   */
  cookie(line: string, hidesPath: boolean): string;
}

const NOT_ASCII = /\P{ASCII}/gu;
/** A base that no reference names, to tell relative references from absolute ones. */
const NOWHERE = "http://nowhere.invalid";
/** A reference in angle brackets, or the `anchor` of a link. */
const LINKED = /(<)([^<>]*)>|(anchor\s*=\s*")([^"]*)"/gi;
/** A server behind a load balancer may not know its public scheme and port, so references may name either default port. */
const DEFAULT_PORTS: readonly string[] = ["", "80", "443"];

/** An upstream of the relay, and where clients reach it. */
interface Site {
  readonly host: string;
  readonly port: string;
  readonly base: string;
  /** "" is the relay under the origin that the client uses already; undefined is unknown. */
  readonly origin: string | undefined;
}

/** The upstream of another domain. `origin` is undefined when the relay does not know under which one clients reach it. */
export interface OtherUpstream {
  readonly upstream: URL;
  readonly origin: string | undefined;
}

/**
 * References to `upstream` become relative to the relay, so that the browser never contacts the upstream directly. This covers all spellings of
 * its host, both schemes, and the default ports. References to one of the other upstreams get its origin. References to other hosts pass
 * unchanged. `publicOrigins`: the relay's own origins; empty when unknown.
 */
export function createUriRewriter(
  upstream: URL,
  publicOrigins: readonly string[] = [],
  others: readonly OtherUpstream[] = [],
): UriRewriter {
  const own = siteOf(upstream, "");
  const { host, base } = own;
  const sites = [own, ...others.map((other) => siteOf(other.upstream, other.origin))];

  /** Maps a path of the upstream to a path of the relay; undefined when it is outside the base path. */
  const ownPath = (path: string) => pathIn(own, path);

  function location(value: string): string | null {
    // A URI is ASCII. Some upstreams send UTF-8, which browsers accept. Here each byte of it is one character.
    const reference = value.replace(NOT_ASCII, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
    const uri = URL.parse(reference, NOWHERE);
    if (uri === null) return sites.some((site) => reference.toLowerCase().includes(site.host)) ? null : reference;
    if (uri.origin === NOWHERE) {
      const path = base !== "" && /^\s*[/\\]/.test(reference) ? ownPath(uri.pathname) : undefined;
      return path === undefined ? reference : relative(path) + uri.search + uri.hash;
    }
    const named = hostOf(uri);
    if (!sites.some((site) => site.host === named)) return reference;
    const site = siteNamed(uri, named);
    if (site !== undefined) {
      const path = pathIn(site, uri.pathname) as string;
      if (site.origin === undefined) return null;
      return (site === own ? relative(path) : site.origin + path) + uri.search + uri.hash;
    }
    // A path outside the base path does not exist at the relay. It stays unchanged, but loses the upstream's origin.
    return named === host && isWeb(uri) && hasPortOf(own, uri) ? relative(uri.pathname) + uri.search + uri.hash : null;
  }

  /** The upstream that a URI names: with its exact port, otherwise with a default one, which servers behind load balancers use. */
  function siteNamed(uri: URL, named: string): Site | undefined {
    if (!isWeb(uri)) return undefined;
    const fits = (site: Site) => site.host === named && pathIn(site, uri.pathname) !== undefined;
    return sites.find((site) => fits(site) && site.port === uri.port) ?? sites.find((site) => fits(site) && hasPortOf(site, uri));
  }

  return {
    location,
    refresh: (value) => {
      const refresh = readRefresh(value);
      if (refresh === undefined) return value;
      const uri = location(refresh.uri);
      return uri === null ? null : `${refresh.before}${uri}${refresh.after}`;
    },
    links: (value) => {
      if (!value.includes("<")) return location(value);
      let isHidden = false;
      const links = value.replace(LINKED, (_, bracket = "", reference = "", anchor = "", context = "") => {
        const uri = location(bracket === "" ? context : reference);
        isHidden ||= uri === null;
        return bracket === "" ? `${anchor}${uri}"` : `<${uri}>`;
      });
      return isHidden ? null : links;
    },
    cookie: createCookieRewriter({
      hosts: sites.map((site) => site.host),
      hasBase: base !== "",
      ownPath,
      ownHosts: publicOrigins.map((origin) => hostOf(new URL(origin))),
    }),
  };
}

function siteOf(upstream: URL, origin: string | undefined): Site {
  return { host: hostOf(upstream), port: upstream.port, base: upstream.pathname.replace(/\/$/, ""), origin };
}

function pathIn({ base }: Site, path: string): string | undefined {
  if (path !== base && !path.startsWith(`${base}/`)) return undefined;
  return path.slice(base.length) || "/";
}

function isWeb({ protocol }: URL): boolean {
  return protocol === "http:" || protocol === "https:";
}

function hasPortOf(site: Site, { port }: URL): boolean {
  return port === site.port || DEFAULT_PORTS.includes(port);
}

/** `//x` would name a host. `/.//x` is the same path without a host (RFC 3986, 3.3 and 5.2.4). */
function relative(path: string): string {
  return path.startsWith("//") ? `/.${path}` : path;
}

/** The host in a normal form. URL parsers keep a trailing dot, and for unknown schemes also the case. */
function hostOf(uri: URL): string {
  return uri.hostname.toLowerCase().replace(/\.$/, "");
}
