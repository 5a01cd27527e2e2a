import { isIP } from "node:net";

export interface CookieOptions {
  /** The hosts of the upstream, and of those of other domains. */
  readonly hosts: readonly string[];
  /** Whether the upstream has a base path, which the browser does not see. */
  readonly hasBase: boolean;
  /** Maps a path of the upstream to a path of the relay; undefined when it is outside the base path. */
  readonly ownPath: (path: string) => string | undefined;
  /** The relay's own hosts; empty when unknown. */
  readonly ownHosts: readonly string[];
}

const PATH = /^\s*path\s*(=|$)/i;
const DOMAIN = /^\s*domain\s*=/i;

/** Rewrites lines of `set-cookie` so that a browser accepts them from the relay and sends the cookies back. */
export function createCookieRewriter({
  hosts,
  hasBase,
  ownPath,
  ownHosts,
}: CookieOptions): (line: string, hidesPath: boolean) => string {
  /**
   * Whether a browser would refuse a cookie with this domain: it is an upstream's host or a parent of it, and the relay's host is not within.
   * Without the attribute the cookie belongs to the relay's host.
   */
  function isForeign(domain: string): boolean {
    return hosts.some((host) => isWithin(host, domain)) && !ownHosts.some((own) => isWithin(own, domain));
  }

  function pathOf(attributes: readonly string[], last: number, hidesPath: boolean): string | undefined {
    if (hidesPath) return "/";
    return hasBase && last >= 0 ? ownPath(valueIn(attributes[last] as string)) : undefined;
  }

  return (line, hidesPath) => {
    const [pair = "", ...all] = line.split(";");
    // Of several attributes the last one counts (RFC 6265, 5.3).
    const domain = all.findLast((attribute) => DOMAIN.test(attribute));
    const isDropped = domain !== undefined && isForeign(valueIn(domain).toLowerCase().replace(/^\./, "").replace(/\.$/, ""));
    const attributes = isDropped ? all.filter((attribute) => !DOMAIN.test(attribute)) : all;
    const last = attributes.findLastIndex((attribute) => PATH.test(attribute));
    const path = pathOf(attributes, last, hidesPath);
    if (path === undefined) return isDropped ? [pair, ...attributes].join(";") : line;
    // Only the last path is replaced. Replacing each of many short ones by a long path would make the line a thousand times as long.
    const isReplaced = (attribute: string, index: number) => index === last || (hidesPath && PATH.test(attribute));
    const mapped = attributes.map((attribute, index) => (isReplaced(attribute, index) ? ` Path=${path}` : attribute));
    return [pair, ...mapped, ...(last < 0 ? [` Path=${path}`] : [])].join(";");
  };
}

/** The value of an attribute, without the quotes that some servers add. */
function valueIn(attribute: string): string {
  const value = attribute.slice(attribute.indexOf("=") + 1).trim();
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

/** Whether a host is the domain or below it. An IP address is only within itself. */
function isWithin(host: string, domain: string): boolean {
  return host === domain || (domain !== "" && host.endsWith(`.${domain}`) && isIP(host) === 0);
}
