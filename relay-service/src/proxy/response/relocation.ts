import { readRefresh } from "./refresh.ts";

/** Rewrites what an upstream says about places, for a browser that knows the relay alone. */
export interface Relocation {
  /** The value of `location` or `content-location` as the client gets it. */
  location(value: string): string;
  /** The value of `refresh` as the client gets it. */
  refresh(value: string): string;
  /**
   * One line of `set-cookie` as the browser gets it. `hidesPath`: the browser sees another path than the upstream. Its cookies are sent
   * to every path then, as a browser would never send back one with a narrower path.
   */
  cookie(line: string, hidesPath: boolean): string;
}

const NOT_ASCII = /\P{ASCII}/gu;
/** A base that no reference names, to tell relative references from absolute ones. */
const NOWHERE = "http://nowhere.invalid";

/**
 * Places that name `upstream` become relative to the relay: the browser knows no upstream, and must not go there in the clear. That
 * holds whatever the scheme and for the scheme's default port, as an upstream behind a load balancer knows neither. Other places
 * pass as they are.
 */
export function createRelocation(upstream: URL): Relocation {
  const base = upstream.pathname.replace(/\/$/, "");

  /** A path of the upstream as a path of the relay; undefined where it is outside the base path. */
  function ownPath(path: string): string | undefined {
    if (path !== base && !path.startsWith(`${base}/`)) return undefined;
    return path.slice(base.length) || "/";
  }

  function location(value: string): string {
    // A URI is ASCII. Some upstreams send the bytes of UTF-8, one character each here; browsers read them as UTF-8.
    const reference = value.replace(NOT_ASCII, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
    const place = URL.parse(reference, NOWHERE);
    if (place === null) return reference;
    const isRelative = place.origin === NOWHERE;
    if (isRelative ? base === "" || !/^\s*[/\\]/.test(reference) : !isUpstream(place, upstream)) return reference;
    const path = ownPath(place.pathname);
    if (path === undefined) return reference;
    // `//x` would name a host; `/.//x` is the same path and names none (RFC 3986, 3.3 and 5.2.4).
    return `${path.startsWith("//") ? "/." : ""}${path}${place.search}${place.hash}`;
  }

  return {
    location,
    refresh: (value) => {
      const refresh = readRefresh(value);
      return refresh === undefined ? value : `${refresh.before}${location(refresh.place)}${refresh.after}`;
    },
    cookie: (line, hidesPath) => {
      if (!hidesPath && base === "") return line;
      const [pair = "", ...attributes] = line.split(";");
      // Of several the last one counts (RFC 6265, 5.3).
      const last = attributes.findLastIndex(isPath);
      const own = hidesPath ? "/" : ownPath(attributes[last]?.split("=")[1]?.trim() ?? "");
      if (own === undefined) return line;
      // A long path in the place of each would make a line a thousand times as long.
      const isReplaced = (attribute: string, index: number) => index === last || (hidesPath && isPath(attribute));
      const mapped = attributes.map((attribute, index) => (isReplaced(attribute, index) ? ` Path=${own}` : attribute));
      return [pair, ...mapped, ...(last < 0 ? [` Path=${own}`] : [])].join(";");
    },
  };
}

function isPath(attribute: string): boolean {
  return /^\s*path\s*(=|$)/i.test(attribute);
}

function isUpstream(place: URL, upstream: URL): boolean {
  if (place.protocol !== "http:" && place.protocol !== "https:") return false;
  return place.hostname === upstream.hostname && (place.port === "" || place.port === upstream.port);
}
