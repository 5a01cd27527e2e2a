/**
 * How the text of an environment variable becomes a value. Like the contract itself this file imports nothing, as the program that
 * deploys the relay uses it too.
 */
export interface Reader<Value> {
  /** Completes the sentence "<NAME> must be …". */
  readonly expected: string;
  /** A text that is accepted. */
  readonly example: string;
  /** The value of a text, or undefined when the text is not as expected. */
  read(text: string): Value | undefined;
}

const VISIBLE = /^[\x21-\x7e]+$/;

/** `unit` stands behind "a whole number of". */
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
  read: (text) => (/^[\w.:-]{1,255}$/.test(text) ? text : undefined),
};

/** The API behind the relay, with the path that stands before each path. */
export const upstream: Reader<URL> = {
  expected: "an http or https URL without user, query and fragment",
  example: "http://api.internal:3000/base",
  read: webUrl,
};

/** Origins as browsers send them: lower case, without default port and slash (RFC 6454, 6.2). */
export const publicOrigins: Reader<readonly string[]> = {
  expected: "a comma-separated list of origins, scheme://host[:port]",
  example: "https://relay.example.com",
  read: (text) => list(text, webOrigin),
};

/** The same, with the schemes of applications and with `null`, the origin of sandboxed pages. */
export const corsOrigins: Reader<readonly string[]> = {
  expected: "a comma-separated list of exact origins, scheme://host[:port], or null, without wildcards",
  example: "https://app.example.com,https://admin.example.com:8443",
  read: (text) => list(text, (item) => (item === "null" ? item : (webOrigin(item) ?? applicationOrigin(item)))),
};

/** Paths in the clear: `/exact`, or `/prefix/*`. */
export const routes: Reader<readonly string[]> = {
  expected: 'a comma-separated list of paths, or of prefixes that end in "/*", that leaves the relay\'s own paths out',
  example: "/health,/static/*",
  read: (text) => list(text, route),
};

/** Secrets for deriving keys, the one in use first. */
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

/** The url of a Redis. Without a scheme it is `rediss://` at AWS, where serverless caches speak nothing else, and `redis://` elsewhere. */
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

/** The parser drops tabs, turns backslashes round and forgets an empty query: all of them are refused before it sees them. */
function webUrl(text: string): URL | undefined {
  if (!VISIBLE.test(text) || /[\\?#*@]/.test(text) || !/^https?:\/\/[^/]/i.test(text)) return undefined;
  return parsed(text);
}

function webOrigin(text: string): string | undefined {
  const url = webUrl(text);
  return url?.pathname === "/" ? url.origin : undefined;
}

function applicationOrigin(text: string): string | undefined {
  return /^(?!https?:)[a-z][a-z\d+.-]*:\/\/[a-z\d.-]+(:\d{1,5})?$/.test(text) ? text : undefined;
}

function route(text: string): string | undefined {
  const path = text.endsWith("/*") ? text.slice(0, -2) : text;
  // An empty path is "/*", which would send everything in the clear.
  if (!/^\/[\x21-\x7e]*$/.test(path) || /[\\?#*]|\/\//.test(path) || path.startsWith("/api/mte-") || !decodes(path))
    return undefined;
  return path.split("/").some((segment) => /^(\.|%2e){1,2}(;|%3b|%2f|%5c|$)/i.test(segment)) ? undefined : text;
}

function decodes(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}
