import type { AnswerBody } from "../body/open-body.ts";
import type { OpenedAnswer } from "../message/open-answer.ts";

/** What a response tells about its request. */
export interface ResponseFacts {
  /** Without fragment. */
  readonly url: string;
  readonly redirected: boolean;
  readonly type: "basic" | "cors" | "opaqueredirect";
}

/** Statuses whose responses have no body (Fetch, "null body status"). */
const BODILESS = new Set([204, 205, 304]);

export function isBodiless(method: string, status: number): boolean {
  return BODILESS.has(status) || method === "HEAD";
}

/** Makes the `Response` that `fetch` would have given. `cookies` = the answer's clear `set-cookie` lines, which only Node shows. */
export function openedResponse(
  method: string,
  answer: Pick<OpenedAnswer, "status" | "headers">,
  body: AnswerBody | undefined,
  cookies: readonly string[],
  facts: ResponseFacts,
): Response {
  const { status } = answer;
  const headers = new Headers();
  for (const [name, value] of answer.headers) headers.append(name, value);
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  // `fetch` gives an empty stream where a body could have been.
  return dress(
    new Response(isBodiless(method, status) ? null : (body?.stream ?? new Uint8Array(0)), { status, headers }),
    facts,
    body,
  );
}

/** The response of `redirect: "manual"` in a browser: it tells nothing but that there was a redirect. */
export function opaqueRedirect(url: string): Response {
  return dress(Response.error(), { url, redirected: false, type: "opaqueredirect" });
}

const READERS = ["arrayBuffer", "blob", "bytes", "formData", "json", "text"] as const;

/**
 * A response made by a program has neither url nor type of its own, and some browsers hide why its stream has failed. A clone has to get
 * all that as well.
 */
function dress(response: Response, facts: ResponseFacts, body?: AnswerBody): Response {
  const define = (name: string, value: unknown) => Object.defineProperty(response, name, { value, configurable: true });
  for (const name of ["url", "redirected", "type"] as const) define(name, facts[name]);
  for (const name of body ? READERS : []) {
    const read = response[name]?.bind(response) as (() => Promise<unknown>) | undefined;
    const honest = (error: unknown) => Promise.reject(body?.failure()?.reason ?? error);
    const readHonestly = () => {
      const failed = !response.bodyUsed && body?.failure();
      const result = read?.().catch(honest);
      // What has failed already is known at once.
      result?.catch(() => {});
      return failed ? Promise.reject(failed.reason) : result;
    };
    if (read) define(name, readHonestly);
  }
  const clone = response.clone.bind(response);
  define("clone", () => dress(clone(), facts, body));
  return response;
}
