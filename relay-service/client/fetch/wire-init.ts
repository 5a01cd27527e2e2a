import { RelayError } from "../errors/relay-error.ts";
import type { CallRequest } from "./call-request.ts";

/** Hints that a request does not show; the second is Node's, the third Chromium's. */
const HINTS = ["priority", "dispatcher", "targetAddressSpace"] as const;

/**
 * What is told to the browser rather than sealed: how to send. Throws {@link RelayError} for what cannot be kept with sealed answers.
 */
export function wireInit({ request, init, referrer: page }: CallRequest, isCrossOrigin: boolean): RequestInit {
  const { mode, cache, integrity, credentials, keepalive } = request;
  const problem =
    (mode === "no-cors" && 'mode "no-cors" cannot be used, as such an answer cannot be read and opened') ||
    (mode === "same-origin" && isCrossOrigin && 'mode "same-origin" cannot be used, as the relay has another origin') ||
    (cache === "only-if-cached" && 'cache "only-if-cached" cannot be used, as sealed answers are not cached') ||
    (integrity && "integrity cannot be used");
  if (problem) throw new RelayError(problem, "mode");
  const { referrer, referrerPolicy } = page;
  const hints = HINTS.filter((name) => name in init).map((name) => [name, init[name]]);
  return {
    // A service worker may be asked for a page; only a browser itself may send such a request.
    mode: mode === "navigate" ? "same-origin" : mode,
    credentials,
    referrer,
    referrerPolicy,
    keepalive,
    ...Object.fromEntries(hints),
  };
}
