import { Unmet } from "./unmet.ts";
import { unreachable } from "./unreachable.ts";

/** A relay as the checks reach it. */
export interface RelayAccess {
  /** `https://relay.example.com`, without a path. */
  readonly origin: string;
  /** The origin of the page that the checks pretend to be; "node" for none. */
  readonly page: string;
  /** `fetch` with the page's `Origin`, a time limit, and without following redirects. */
  readonly fetch: typeof fetch;
}

/** An answer in the clear, read whole. */
export interface ClearAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  /** The body as JSON; undefined when it is none, or no object. */
  readonly json: Record<string, unknown> | undefined;
  readonly milliseconds: number;
}

/** Longer than the relay's own limit for its upstream, so that its sealed 504 arrives. */
const ANSWER_MS = 40_000;
/** No answer of the relay's own is as long as that. */
const MOST_BYTES = 4_194_304;

/** `page` undefined: no `Origin` is sent, as by programs. */
export function accessTo(origin: string, page?: string): RelayAccess {
  return {
    origin,
    page: page ?? "node",
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      if (page !== undefined && !headers.has("origin")) headers.set("origin", page);
      const limit = AbortSignal.timeout(ANSWER_MS);
      const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
      return fetch(input, { redirect: "manual", ...init, headers, signal });
    },
  };
}

/** Asks for a path in the clear. Throws {@link Unmet} when there is no answer, or an endless one. */
export async function askClear(relay: RelayAccess, path: string, init: RequestInit = {}): Promise<ClearAnswer> {
  const started = performance.now();
  try {
    const answer = await relay.fetch(relay.origin + path, init);
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of answer.body ?? []) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > MOST_BYTES) throw new Unmet(`the answer to ${path} is longer than anything a relay says`);
    }
    const body = Buffer.concat(pieces);
    const milliseconds = performance.now() - started;
    return { status: answer.status, headers: answer.headers, body, json: objectOf(body), milliseconds };
  } catch (error) {
    throw error instanceof Unmet ? error : new Unmet(unreachable(error));
  }
}

/** An answer that is none of a relay's, in words that help to find who gave it. */
export function described({ status, headers, body }: Pick<ClearAnswer, "status" | "headers" | "body">): string {
  if (refusalCode(headers) !== "") return `status ${status}, the refusal "${refusalCode(headers)}"`;
  const location = headers.get("location");
  if (location !== null && status >= 300 && status < 400) return `status ${status}, a redirect to ${location.slice(0, 200)}`;
  const type = headers.get("content-type")?.split(";")[0]?.trim();
  if (type === "text/html" || /^\s*<(!doctype|html)/i.test(body.subarray(0, 100).toString("latin1"))) {
    return `status ${status} with an HTML page: a web server, a proxy or a load balancer answers, not a relay`;
  }
  const [server] = headers.get("server")?.split("/") ?? [];
  return `status ${status}${type ? ` with ${type}` : ""}${server ? ` from ${server.slice(0, 40)}` : ""}: this is no answer of a relay`;
}

/** The code of a relay's refusal, without its MAC; "" where there is none. */
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
