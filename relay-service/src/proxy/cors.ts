import { comparableOrigin } from "../contract/origins.ts";
import type { Header } from "../http/header.ts";

/** Which pages may call the relay, and the CORS headers of the answers. */
export interface Cors {
  /** Whether a request is allowed: it has no `Origin`, or a configured one, or the relay's own. */
  allows(origin: string | undefined, host: string | undefined): boolean;
  /** The headers of an answer to a page of `origin`. Call it only if {@link Cors.allows}. */
  answerHeaders(origin: string | undefined): readonly Header[];
  /** The headers of the answer to a preflight; `requested` is its `access-control-request-headers`. */
  preflightHeaders(origin: string, requested: string | undefined): Record<string, string>;
}

/** Chromium caches for no longer than this. */
const PREFLIGHT_MAX_AGE_SECONDS = "7200";
const EXPOSED = "x-mte-relay, x-mte-relay-eh, x-mte-relay-err, retry-after";
const METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
const HEADER_LIST = /^[a-z0-9!#$%&'*+.^_`|~-]+(?:, *[a-z0-9!#$%&'*+.^_`|~-]+)*$/i;
const VARY: Header = ["vary", "Origin"];

export interface CorsOptions {
  readonly origins: readonly string[];
  /** The relay's own. */
  readonly publicOrigins: readonly string[];
  /** Whether a page is the relay's own if its origin matches `Host`. Default: if there are no public origins. */
  readonly trustsHost?: boolean;
}

/**
 * CORS with exact origins. The relay enforces it: a request with another `Origin` never reaches the upstream. CORS alone would only make the
 * browser hide the answer.
 */
export function createCors(options: CorsOptions): Cors {
  const { trustsHost = options.publicOrigins.length === 0 } = options;
  const listed = new Set([...options.origins, ...options.publicOrigins]);
  const answers = new Map<string, readonly Header[]>([...listed].map((origin) => [origin, answerHeadersOf(origin)] as const));
  return {
    allows: (origin, host) => {
      if (origin === undefined || listed.has(origin)) return true;
      // A page of the relay's own origin. Not if PUBLIC_ORIGINS is set, because any client can write any Host.
      return trustsHost && host !== undefined && isOriginOf(origin, host);
    },
    answerHeaders: (origin) => (origin === undefined ? [VARY] : (answers.get(origin) ?? answerHeadersOf(origin))),
    preflightHeaders: (origin, requested) => ({
      ...Object.fromEntries(answerHeadersOf(origin)),
      vary: "Origin, Access-Control-Request-Headers",
      "access-control-allow-methods": METHODS,
      ...(requested !== undefined && HEADER_LIST.test(requested) && { "access-control-allow-headers": requested.toLowerCase() }),
      "access-control-max-age": PREFLIGHT_MAX_AGE_SECONDS,
    }),
  };
}

function answerHeadersOf(origin: string): readonly Header[] {
  return [
    VARY,
    ["access-control-allow-origin", origin],
    ["access-control-allow-credentials", "true"],
    ["access-control-expose-headers", EXPOSED],
  ];
}

/** Whether `host` is the host of `origin`, with or without the default port. */
function isOriginOf(origin: string, host: string): boolean {
  const [, scheme] = /^(https?):\/\//.exec(origin) ?? [];
  return scheme !== undefined && comparableOrigin(`${scheme}://${host}`) === origin;
}
