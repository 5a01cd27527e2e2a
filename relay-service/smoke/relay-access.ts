import { CheckFailed } from "./check-failed.ts";
import { unreachable } from "./unreachable.ts";

/** How the checks access a relay. */
export interface RelayAccess {
  /** `https://relay.example.com`, without a path. */
  readonly origin: string;
  /** The origin of the page that the checks impersonate; "node" for none. */
  readonly page: string;
  /** `fetch` with the page's `Origin`, a time limit, and without following redirects. */
  readonly fetch: typeof fetch;
}

/** An answer in the clear, read whole. */
export interface ClearAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  /** The body as JSON; undefined when it is not a JSON object. */
  readonly json: Record<string, unknown> | undefined;
  readonly milliseconds: number;
}

/** Longer than the relay's default limit for its upstream, so that its sealed 504 arrives. */
const ANSWER_TIMEOUT_MS = 40_000;
/** The relay's own answers are shorter. */
const MAX_ANSWER_BYTES = 4_194_304;

/** Without `page` no `Origin` is sent, as by programs. */
export function accessTo(origin: string, page?: string): RelayAccess {
  return {
    origin,
    page: page ?? "node",
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      if (page !== undefined && !headers.has("origin")) headers.set("origin", page);
      const limit = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
      const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
      return fetch(input, { redirect: "manual", ...init, headers, signal });
    },
  };
}

/** Requests a path in the clear. Throws {@link CheckFailed} when there is no answer, or one that is too long. */
export async function askClear(relay: RelayAccess, path: string, init: RequestInit = {}): Promise<ClearAnswer> {
  const started = performance.now();
  try {
    const answer = await relay.fetch(relay.origin + path, init);
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of answer.body ?? []) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > MAX_ANSWER_BYTES) throw new CheckFailed(`the answer to ${path} is longer than any answer of a relay`);
    }
    const body = Buffer.concat(pieces);
    const milliseconds = performance.now() - started;
    return { status: answer.status, headers: answer.headers, body, json: objectOf(body), milliseconds };
  } catch (error) {
    throw error instanceof CheckFailed ? error : new CheckFailed(unreachable(error));
  }
}

/** What the refusal "misdirected" means for an operator. */
export const NOT_SERVED = "the relay does not serve this host: it is not in its DOMAIN_MAP, and UPSTREAM is not set";

/** Describes an unexpected answer so that one can find out who sent it. */
export function described({ status, headers, body }: Pick<ClearAnswer, "status" | "headers" | "body">): string {
  const refusal = refusalCode(headers);
  if (refusal !== "") return `status ${status}, the refusal "${refusal}"${refusal === "misdirected" ? `: ${NOT_SERVED}` : ""}`;
  const location = headers.get("location");
  if (location !== null && status >= 300 && status < 400) return `status ${status}, a redirect to ${location.slice(0, 200)}`;
  const type = headers.get("content-type")?.split(";")[0]?.trim();
  if (type === "text/html" || /^\s*<(!doctype|html)/i.test(body.subarray(0, 100).toString("latin1"))) {
    return `status ${status} with an HTML page: a web server, a proxy or a load balancer answers, not a relay`;
  }
  const [server] = headers.get("server")?.split("/") ?? [];
  return `status ${status}${type ? ` with ${type}` : ""}${server ? ` from ${server.slice(0, 40)}` : ""}: this is not an answer of a relay`;
}

/** The code of a relay's refusal, without its MAC; "" when there is none. */
export function refusalCode(headers: Headers): string {
  return /^[a-z-]{1,20}/.exec(headers.get("x-mte-relay-err") ?? "")?.[0] ?? "";
}

function objectOf(body: Buffer): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
