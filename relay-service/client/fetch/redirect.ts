import { RelayError } from "../errors.ts";
import type { OpenedAnswer } from "../message/open-answer.ts";

/** Fetch, "HTTP-redirect fetch", step 5. */
export const MAX_REDIRECTS = 20;

const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);
/** Fetch, "request-body-header names": they describe the body, and are dropped with it. */
const BODY_HEADERS = new Set(["content-encoding", "content-language", "content-location", "content-type", "content-length"]);

/** The parts of a request that a redirect can change. */
export interface Redirectable {
  readonly method: string;
  readonly url: URL;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly referrerPolicy: ReferrerPolicy | undefined;
  readonly replayable: boolean;
  readonly hasBody: boolean;
}

type Head = Pick<OpenedAnswer, "status" | "headers">;

/** Whether an answer has a status that redirects (Fetch, "redirect status"). */
export function isRedirect({ status }: Head): boolean {
  return REDIRECT_STATUSES.has(status);
}

/** The `location` of an answer; undefined when it has none, so that nothing can be followed. */
export function locationOf({ headers }: Head): string | undefined {
  return headers.find(([name]) => name === "location")?.[1];
}

/**
 * The request that follows a redirect (Fetch, "HTTP-redirect fetch"). Throws {@link RelayError} when it leads away from the relay, because
 * the request would be sent in the clear, or when the body cannot be sent twice.
 */
export function redirected(request: Redirectable, answer: Head): Redirectable {
  const url = URL.parse(locationOf(answer) ?? "", request.url.href);
  if (!url || url.username || url.password)
    throw new RelayError("the answer redirects to an address that cannot be used", "redirect");
  if (url.origin !== request.url.origin) {
    throw new RelayError(
      `the answer redirects away from the relay, to ${url.origin}; that would go on in the clear. Use redirect: "manual" to handle it`,
      "redirect",
    );
  }
  url.hash ||= request.url.hash;
  const next = { ...request, url, referrerPolicy: referrerPolicyOf(answer) ?? request.referrerPolicy };
  const { status } = answer;
  const { method } = request;
  const becomesGet = (method === "POST" && status <= 302) || (status === 303 && method !== "GET" && method !== "HEAD");
  if (becomesGet) {
    const headers = request.headers.filter(([name]) => !BODY_HEADERS.has(name));
    return { ...next, method: "GET", headers, replayable: true, hasBody: false };
  }
  if (request.hasBody && !request.replayable) {
    throw new RelayError("the answer redirects, but the request's body was a stream and cannot be sent again", "redirect");
  }
  return next;
}

/** The last policy in an answer that the platform knows (Referrer Policy, 8.1). */
function referrerPolicyOf({ headers }: Head): ReferrerPolicy | undefined {
  const named = headers
    .filter(([name]) => name === "referrer-policy")
    .flatMap(([, value]) => value.toLowerCase().split(/[\s,]+/));
  return named.findLast(isReferrerPolicy) as ReferrerPolicy | undefined;
}

function isReferrerPolicy(name: string): boolean {
  try {
    return (
      new Request("https://relay.invalid", { referrerPolicy: name as ReferrerPolicy }).referrerPolicy === name && name !== ""
    );
  } catch {
    return false;
  }
}
