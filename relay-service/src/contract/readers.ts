import { REWRITING_HEADERS } from "./dropped-headers.ts";
import { comparableEntry, scopedOrigin, scopedRoute } from "./host-scope.ts";
import { comparableHost, isAddress, isHostName } from "./hosts.ts";
import { comparableOrigin } from "./origins.ts";

/**
 * How the text of an environment variable becomes a value. This file imports no package, because the program that deploys the relay uses
 * it too.
 */
export interface Reader<Value> {
  /** Completes the sentence "<NAME> must be …". */
  readonly expected: string;
  /** A valid text. */
  readonly example: string;
  /** The value of a text; undefined when the text is not valid. */
  read(text: string): Value | undefined;
}

const VISIBLE = /^[\x21-\x7e]+$/;

/** `unit` completes "a whole number of …". */
export function wholeNumber(min: number, max: number, example: number, unit?: string): Reader<number> {
  return {
    expected: `a whole number ${unit ? `of ${unit} ` : ""}from ${min} to ${max}`,
    example: String(example),
    read: (text) => (/^(0|[1-9]\d{0,14})$/.test(text) && +text >= min && +text <= max ? +text : undefined),
  };
}

export function oneOf<const Value extends string>(values: readonly Value[], example: Value): Reader<Value> {
  return { expected: `one of ${values.join(", ")}`, example, read: (text) => values.find((value) => value === text) };
}

/** A host name or an address to listen on. */
export const host: Reader<string> = {
  expected: "a host name or an IP address",
  example: "0.0.0.0",
  read: (text) => (isAddress(text) || isHostName(text) ? text : undefined),
};

/** The API behind the relay, with its base path. */
export const upstream: Reader<URL> = {
  expected: "an http or https URL without user, query and fragment",
  example: "http://api.internal:3000/base",
  read: webUrl,
};

/** The upstreams of single hosts, in the order of the text. The hosts are in comparable form: see {@link comparableHost}. */
export const domainMap: Reader<ReadonlyMap<string, URL>> = {
  expected: "a comma-separated list of host=URL, each host once, with http or https URLs without user, query and fragment,",
  example: "sm.example.com=http://sm.internal:8080/base,ad.example.com=http://ad.internal",
  read(text) {
    const domains = new Map<string, URL>();
    for (const item of text.split(",")) {
      const [, name, url] = /^([^=]+)=(.*)$/s.exec(item.trim()) ?? [];
      const host = name === undefined ? undefined : comparableHost(name);
      const target = url === undefined ? undefined : webUrl(url);
      if (host === undefined || target === undefined || domains.has(host)) return undefined;
      domains.set(host, target);
    }
    return domains;
  },
};

/** Origins in the form that browsers send: lower case, without default port and slash (RFC 6454, 6.2). */
export const publicOrigins: Reader<readonly string[]> = {
  expected: "a comma-separated list of origins, scheme://host[:port]",
  example: "https://relay.example.com",
  read: (text) => list(text, (item) => (/^https?:/i.test(item) ? comparableOrigin(item) : undefined)),
};

/** As above; also schemes of applications, `null`, the origin of sandboxed pages, and entries for one host: see {@link scopedOrigin}. */
export const corsOrigins: Reader<readonly string[]> = {
  expected: "a comma-separated list of exact origins, scheme://host[:port], or null, without wildcards",
  example: "https://app.example.com,https://admin.example.com:8443",
  read: (text) => list(text, (item) => comparableEntry(scopedOrigin(item), "=", comparableOrigin)),
};

/** Names of {@link REWRITING_HEADERS} that the relay lets through. */
export const passedHeaders: Reader<readonly string[]> = {
  expected:
    "a comma-separated list of headers that the relay drops (REWRITING_HEADERS in relay-service/src/contract/dropped-headers.ts)",
  example: "x-http-method-override",
  read: (text) => list(text, (item) => REWRITING_HEADERS.find((name) => name === item.toLowerCase())),
};

/** Paths in the clear: `/exact`, or `/prefix/*`, for all hosts or for one: see {@link scopedRoute}. */
export const routes: Reader<readonly string[]> = {
  expected: 'a comma-separated list of paths, or of prefixes that end in "/*", without the relay\'s own paths',
  example: "/health,/static/*",
  read: (text) => list(text, (item) => comparableEntry(scopedRoute(item), "", route)),
};

/** Secrets from which keys are derived, the current one first. */
export const secrets: Reader<readonly string[]> = {
  expected: "32 or more characters without spaces around; a comma-separated list rotates, the new one first",
  example: "$(openssl rand -hex 32)",
  read(text) {
    const items = text.split(",");
    return items.every((item) => item.length >= 32 && item.trim() === item) ? items : undefined;
  },
};

/** A private Ed25519 seed. */
export const seed: Reader<Uint8Array> = {
  expected: "32 bytes as 64 hexadecimal digits or as 43 characters of base64url",
  example: "$(openssl rand -hex 32)",
  read(text) {
    if (/^[0-9a-fA-F]{64}$/.test(text)) return Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
    if (!/^[\w-]{42}[AEIMQUYcgkosw048]$/.test(text)) return undefined;
    return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));
  },
};

/** URL of a Redis. The default scheme is `rediss://` for hosts of AWS, where serverless caches require TLS, and `redis://` for others. */
export const redisUrl: Reader<string> = {
  expected: "redis://host:port, rediss://host:port for TLS, or host:port",
  example: "rediss://:password@redis.example.com:6379",
  read(text) {
    if (!VISIBLE.test(text) || /[?#\\]/.test(text)) return undefined;
    const bare = !text.includes("://");
    const url = parsed(bare ? `redis://${text}` : text);
    if (!url || !/^rediss?:$/.test(url.protocol) || !/^(\/\d{0,5})?$/.test(url.pathname)) return undefined;
    if (!/^([\w.-]+|\[[\da-fA-F:.]+\])$/.test(url.hostname) || !decodes(url.username) || !decodes(url.password)) return undefined;
    return bare && /\.amazonaws\.com(\.cn)?$/i.test(url.hostname) ? `rediss://${text}` : url.href;
  },
};

function list<Value extends string>(text: string, read: (item: string) => Value | undefined): readonly Value[] | undefined {
  const items = text.split(",").map((item) => read(item.trim()));
  return items.every((item) => item !== undefined) ? [...new Set(items)] : undefined;
}

function parsed(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

/** The URL parser removes tabs, turns backslashes into slashes and drops an empty query. So such texts are refused first. */
function webUrl(text: string): URL | undefined {
  if (!VISIBLE.test(text) || /[\\?#*@]/.test(text) || !/^https?:\/\/[^/]/i.test(text)) return undefined;
  return parsed(text);
}

function route(text: string): string | undefined {
  const path = text.endsWith("/*") ? text.slice(0, -2) : text;
  // An empty path comes from "/*", which would forward everything in the clear.
  if (!/^\/[\x21-\x7e]*$/.test(path) || /[\\?#*]|\/\//.test(path) || path.startsWith("/api/mte-") || !decodes(path))
    return undefined;
  return OWN_PATHS.has(text) || hasDotSegment(path) ? undefined : text;
}

/** Paths that the relay always answers itself. */
const OWN_PATHS: ReadonlySet<string> = new Set(["/healthz/ready", "/public/mte-relay-client.js", "/public/mte-relay-kem.js"]);

/** Also when it is encoded several times. The relay refuses requests for such a path, so a route with it could never match. */
function hasDotSegment(path: string): boolean {
  let seen = path;
  for (;;) {
    if (/(?:^|[/\\])\.{1,2}(?:[;/\\]|$)/.test(seen)) return true;
    if (!decodes(seen) || decodeURIComponent(seen) === seen) return false;
    seen = decodeURIComponent(seen);
  }
}

function decodes(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
