import { createCookieRewriter } from "./cookie.ts";
import { readRefresh } from "./refresh.ts";

/** Rewrites what an upstream says about places, for a browser that knows the relay alone. */
export interface Relocation {
  /**
   * A URI reference, such as the value of `location`, as the client gets it. Null where it must not get it: it names another server on the
   * upstream's host, which the relay does not lead to.
   */
  location(value: string): string | null;
  /** The value of `refresh`; null as above. */
  refresh(value: string): string | null;
  /** The value of `link` or `uri`, whose references stand between angle brackets; null as above. */
  links(value: string): string | null;
  /**
   * One line of `set-cookie` as the browser gets it. `hidesPath`: the browser sees another path than the upstream. Its cookies are sent
   * to every path then, as a browser would never send back one with a narrower path.
   */
  cookie(line: string, hidesPath: boolean): string;
}

const NOT_ASCII = /\P{ASCII}/gu;
/** A base that no reference names, to tell relative references from absolute ones. */
const NOWHERE = "http://nowhere.invalid";
/** No bracket inside, so that each is looked at once. */
const BRACKETED = /<([^<>]*)>/g;
/** The ports that a server on the default port of either scheme may name: one behind a load balancer knows neither of its scheme nor its port. */
const DEFAULT_PORTS: readonly string[] = ["", "80", "443"];

/**
 * Places that name `upstream` become relative to the relay: the browser knows no upstream, and must not go there in the clear. That
 * holds in every spelling of its host, whatever the scheme, and for the default ports. `publicOrigins`: the relay's own, as far as they
 * are known. Places on other hosts pass as they are.
 */
export function createRelocation(upstream: URL, publicOrigins: readonly string[] = []): Relocation {
  const base = upstream.pathname.replace(/\/$/, "");
  const host = hostOf(upstream);
  const ports = [...DEFAULT_PORTS, upstream.port];

  /** A path of the upstream as a path of the relay; undefined where it is outside the base path. */
  function ownPath(path: string): string | undefined {
    if (path !== base && !path.startsWith(`${base}/`)) return undefined;
    return path.slice(base.length) || "/";
  }

  function location(value: string): string | null {
    // A URI is ASCII. Some upstreams send the bytes of UTF-8, one character each here; browsers read them as UTF-8.
    const reference = value.replace(NOT_ASCII, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
    const place = URL.parse(reference, NOWHERE);
    if (place === null) return reference.toLowerCase().includes(host) ? null : reference;
    const isRelative = place.origin === NOWHERE;
    if (isRelative ? base === "" || !/^\s*[/\\]/.test(reference) : hostOf(place) !== host) return reference;
    if (!isRelative && !(/^https?:$/.test(place.protocol) && ports.includes(place.port))) return null;
    const path = ownPath(place.pathname);
    // The relay has no such path. It stays what it is, as the one of a relative reference does.
    if (path === undefined && isRelative) return reference;
    return relative(path ?? place.pathname) + place.search + place.hash;
  }

  return {
    location,
    refresh: (value) => {
      const refresh = readRefresh(value);
      if (refresh === undefined) return value;
      const place = location(refresh.place);
      return place === null ? null : `${refresh.before}${place}${refresh.after}`;
    },
    links: (value) => {
      if (!value.includes("<")) return location(value);
      let isHidden = false;
      const links = value.replace(BRACKETED, (_, reference: string) => {
        const place = location(reference);
        isHidden ||= place === null;
        return `<${place}>`;
      });
      return isHidden ? null : links;
    },
    cookie: createCookieRewriter({
      host,
      hasBase: base !== "",
      ownPath,
      ownHosts: publicOrigins.map((origin) => hostOf(new URL(origin))),
    }),
  };
}

/** `//x` would name a host; `/.//x` is the same path and names none (RFC 3986, 3.3 and 5.2.4). */
function relative(path: string): string {
  return path.startsWith("//") ? `/.${path}` : path;
}

/** A host in one spelling: URL parsers leave its closing dot, and its case where they do not know the scheme. */
function hostOf(place: URL): string {
  return place.hostname.toLowerCase().replace(/\.$/, "");
}
