import type { AnswerBody } from "../body/open-body.ts";
import type { OpenedAnswer } from "../message/open-answer.ts";

/** Members of a `Response` that describe its request. */
export interface ResponseFields {
  /** Without fragment. */
  readonly url: string;
  readonly redirected: boolean;
  readonly type: "basic" | "cors" | "opaqueredirect";
}

/**
 * Statuses whose responses have no body (Fetch, "null body status"). Twice on purpose (`src/http/null-body-status.ts`): of the service the client
 * imports the format alone.
 */
export const NULL_BODY_STATUSES = new Set([204, 205, 304]);

export function hasNullBody(method: string, status: number): boolean {
  return NULL_BODY_STATUSES.has(status) || method === "HEAD";
}

/**
 * Makes the `Response` that `fetch` would have returned. `cookies` = the clear `set-cookie` lines of the answer, which only Node
 * shows.
 */
export function openedResponse(
  method: string,
  answer: Pick<OpenedAnswer, "status" | "headers">,
  body: AnswerBody | undefined,
  cookies: readonly string[],
  fields: ResponseFields,
): Response {
  const { status } = answer;
  const headers = new Headers();
  for (const [name, value] of answer.headers) headers.append(name, value);
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  // `fetch` returns an empty stream when a body was possible but there is none.
  return defineResponseFields(
    new Response(hasNullBody(method, status) ? null : (body?.stream ?? new Uint8Array(0)), { status, headers }),
    fields,
    body,
  );
}

/** The response of `redirect: "manual"` in a browser. It only shows that there was a redirect. */
export function opaqueRedirect(url: string): Response {
  return defineResponseFields(Response.error(), { url, redirected: false, type: "opaqueredirect" });
}

const BODY_METHODS = ["arrayBuffer", "blob", "bytes", "formData", "json", "text"] as const;

/**
 * Defines what the constructor of `Response` cannot set, and lets methods such as `json()` reject with the reason why the body
 * failed, which some browsers hide. Clones get the same.
 */
function defineResponseFields(response: Response, fields: ResponseFields, body?: AnswerBody): Response {
  const define = (name: string, value: unknown) => Object.defineProperty(response, name, { value, configurable: true });
  for (const name of ["url", "redirected", "type"] as const) define(name, fields[name]);
  for (const name of body ? BODY_METHODS : []) {
    const read = response[name]?.bind(response) as (() => Promise<unknown>) | undefined;
    const rejectWithReason = (error: unknown) => Promise.reject(body?.failure()?.reason ?? error);
    const readOrReason = () => {
      const failed = !response.bodyUsed && body?.failure();
      const result = read?.().catch(rejectWithReason);
      // A body that has already failed rejects at once, with that reason alone.
      result?.catch(() => {});
      return failed ? Promise.reject(failed.reason) : result;
    };
    if (read) define(name, readOrReason);
  }
  const clone = response.clone.bind(response);
  define("clone", () => defineResponseFields(clone(), fields, body));
  return response;
}
