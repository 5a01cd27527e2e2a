import { comparableOrigin } from "../contract/readers.ts";
import type { Header } from "../http/header.ts";

/** Which pages may call the relay, and what their browsers are told. */
export interface Cors {
  /** Whether a request may go on: it has no `Origin`, or one that is listed, or the relay's own. */
  allows(origin: string | undefined, host: string | undefined): boolean;
  /** The headers of an answer to a page of `origin`, which {@link Cors.allows} has allowed. */
  answerHeaders(origin: string | undefined): readonly Header[];
  /** The headers of the answer to a preflight; `requested` is its `access-control-request-headers`. */
  preflightHeaders(origin: string, requested: string | undefined): Record<string, string>;
}

/** Seconds; more is cut by Chromium. */
const PREFLIGHT_MAX_AGE = "7200";
const EXPOSED = "x-mte-relay, x-mte-relay-eh, x-mte-relay-err, retry-after";
const METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";
const HEADER_LIST = /^[a-z0-9!#$%&'*+.^_`|~-]+(?:, *[a-z0-9!#$%&'*+.^_`|~-]+)*$/i;
const VARY: Header = ["vary", "Origin"];

/**
 * CORS by exact origins. The check is not advisory: a request whose `Origin` is another never reaches the upstream, whatever its
 * browser would have done with the answer.
 */
export function createCors(options: { origins: readonly string[]; publicOrigins: readonly string[] }): Cors {
  const listed = new Set([...options.origins, ...options.publicOrigins]);
  const answers = new Map<string, readonly Header[]>([...listed].map((origin) => [origin, answerHeadersOf(origin)] as const));
  return {
    allows: (origin, host) => {
      if (origin === undefined || listed.has(origin)) return true;
      // A page of the relay's own name. Where the public names are set, only those count: `host` is what the client says.
      return options.publicOrigins.length === 0 && host !== undefined && isOriginOf(origin, host);
    },
    answerHeaders: (origin) => (origin === undefined ? [VARY] : (answers.get(origin) ?? answerHeadersOf(origin))),
    preflightHeaders: (origin, requested) => ({
      ...Object.fromEntries(answerHeadersOf(origin)),
      vary: "Origin, Access-Control-Request-Headers",
      "access-control-allow-methods": METHODS,
      ...(requested !== undefined && HEADER_LIST.test(requested) && { "access-control-allow-headers": requested.toLowerCase() }),
      "access-control-max-age": PREFLIGHT_MAX_AGE,
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

/** Whether `host` is what a client of that origin says, the default port written or not. */
function isOriginOf(origin: string, host: string): boolean {
  const [, scheme] = /^(https?):\/\//.exec(origin) ?? [];
  return scheme !== undefined && comparableOrigin(`${scheme}://${host}`) === origin;
}
