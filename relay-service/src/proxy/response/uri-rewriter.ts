import { createCookieRewriter } from "./cookie.ts";
import { readRefresh } from "./refresh.ts";

/** Rewrites URIs and cookies in the headers of the upstream for a client that must only know the relay. */
export interface UriRewriter {
  /**
   * Rewrites a URI reference, such as the value of `location`. Null when the client must not get it: it names another port or scheme of the
   * upstream's host, which the relay does not forward to.
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

/**
 * References to `upstream` become relative to the relay, so that the browser never contacts the upstream directly. This covers all spellings of
 * its host, both schemes, and the default ports. References to other hosts pass unchanged. `publicOrigins`: the relay's own origins; empty when
 * unknown.
 */
export function createUriRewriter(upstream: URL, publicOrigins: readonly string[] = []): UriRewriter {
  const base = upstream.pathname.replace(/\/$/, "");
  const host = hostOf(upstream);
  const ports = [...DEFAULT_PORTS, upstream.port];

  /** Maps a path of the upstream to a path of the relay; undefined when it is outside the base path. */
  function ownPath(path: string): string | undefined {
    if (path !== base && !path.startsWith(`${base}/`)) return undefined;
    return path.slice(base.length) || "/";
  }

  function location(value: string): string | null {
    // A URI is ASCII. Some upstreams send UTF-8, which browsers accept. Here each byte of it is one character.
    const reference = value.replace(NOT_ASCII, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
    const uri = URL.parse(reference, NOWHERE);
    if (uri === null) return reference.toLowerCase().includes(host) ? null : reference;
    const isRelative = uri.origin === NOWHERE;
    if (isRelative ? base === "" || !/^\s*[/\\]/.test(reference) : hostOf(uri) !== host) return reference;
    if (!isRelative && !(/^https?:$/.test(uri.protocol) && ports.includes(uri.port))) return null;
    const path = ownPath(uri.pathname);
    // A path outside the base path does not exist at the relay. It stays unchanged, but loses the upstream's origin.
    if (path === undefined && isRelative) return reference;
    return relative(path ?? uri.pathname) + uri.search + uri.hash;
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
      host,
      hasBase: base !== "",
      ownPath,
      ownHosts: publicOrigins.map((origin) => hostOf(new URL(origin))),
    }),
  };
}

/** `//x` would name a host. `/.//x` is the same path without a host (RFC 3986, 3.3 and 5.2.4). */
function relative(path: string): string {
  return path.startsWith("//") ? `/.${path}` : path;
}

/** The host in a normal form. URL parsers keep a trailing dot, and for unknown schemes also the case. */
function hostOf(uri: URL): string {
  return uri.hostname.toLowerCase().replace(/\.$/, "");
}
