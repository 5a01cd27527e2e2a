import { isIP } from "node:net";

export interface CookieOptions {
  /** The upstream's host. */
  readonly host: string;
  /** Whether the upstream has a base path, which the browser does not know. */
  readonly hasBase: boolean;
  /** A path of the upstream as a path of the relay; undefined where it is outside the base path. */
  readonly ownPath: (path: string) => string | undefined;
  /** The relay's own hosts, as far as they are known. */
  readonly ownHosts: readonly string[];
}

const PATH = /^\s*path\s*(=|$)/i;
const DOMAIN = /^\s*domain\s*=/i;

/** Makes lines of `set-cookie` such that a browser takes them from the relay, and sends the cookies back. */
export function createCookieRewriter({
  host,
  hasBase,
  ownPath,
  ownHosts,
}: CookieOptions): (line: string, hidesPath: boolean) => string {
  /**
   * Whether a browser would refuse the cookie, as it knows the relay alone: its domain is the upstream's, or a parent of it, and the relay is
   * not within. Without the attribute the cookie is the relay's.
   */
  function isForeign(domain: string): boolean {
    return isWithin(host, domain) && !ownHosts.some((own) => isWithin(own, domain));
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
    // A long path in the place of each would make a line a thousand times as long.
    const isReplaced = (attribute: string, index: number) => index === last || (hidesPath && PATH.test(attribute));
    const mapped = attributes.map((attribute, index) => (isReplaced(attribute, index) ? ` Path=${path}` : attribute));
    return [pair, ...mapped, ...(last < 0 ? [` Path=${path}`] : [])].join(";");
  };
}

/** The value of an attribute, without the quotes that some servers put around it. */
function valueIn(attribute: string): string {
  const value = attribute.slice(attribute.indexOf("=") + 1).trim();
  return value.length > 1 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

/** Whether a host is a domain or below it. An address is within itself alone. */
function isWithin(host: string, domain: string): boolean {
  return host === domain || (domain !== "" && host.endsWith(`.${domain}`) && isIP(host) === 0);
}
