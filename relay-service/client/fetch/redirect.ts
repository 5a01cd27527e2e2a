import { RelayError } from "../errors.ts";
import type { OpenedAnswer } from "../message/open-answer.ts";

/** Fetch, "HTTP-redirect fetch", step 5. */
export const MOST_REDIRECTS = 20;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Fetch, "request-body-header names": they describe a body that is not sent on. */
const OF_BODY = new Set(["content-encoding", "content-language", "content-location", "content-type", "content-length"]);
/** A request as far as a redirect can change it. */
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
  return REDIRECTS.has(status);
}

/** Where an answer redirects to; undefined where it names no place, and so is the last one. */
export function locationOf({ headers }: Head): string | undefined {
  return headers.find(([name]) => name === "location")?.[1];
}

/**
 * The request that follows a redirect (Fetch, "HTTP-redirect fetch"). Throws {@link RelayError} when it leaves the relay, as it would go
 * on in the clear, or when its body cannot be sent twice.
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
  const next = { ...request, url, referrerPolicy: policyOf(answer) ?? request.referrerPolicy };
  const { status } = answer;
  const { method } = request;
  const toGet = (method === "POST" && status <= 302) || (status === 303 && method !== "GET" && method !== "HEAD");
  if (toGet) {
    const headers = request.headers.filter(([name]) => !OF_BODY.has(name));
    return { ...next, method: "GET", headers, replayable: true, hasBody: false };
  }
  if (request.hasBody && !request.replayable) {
    throw new RelayError("the answer redirects, but the request's body was a stream and cannot be sent again", "redirect");
  }
  return next;
}

/** The last policy that an answer names and that the platform knows (Referrer Policy, 8.1). */
function policyOf({ headers }: Head): ReferrerPolicy | undefined {
  const named = headers
    .filter(([name]) => name === "referrer-policy")
    .flatMap(([, value]) => value.toLowerCase().split(/[\s,]+/));
  return named.findLast(isPolicy) as ReferrerPolicy | undefined;
}

function isPolicy(name: string): boolean {
  try {
    return (
      new Request("https://relay.invalid", { referrerPolicy: name as ReferrerPolicy }).referrerPolicy === name && name !== ""
    );
  } catch {
    return false;
  }
}
