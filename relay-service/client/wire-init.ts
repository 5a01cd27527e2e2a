import { RelayError } from "./relay-error.ts";

/**
 * What is told to the browser rather than sealed: how to send. Throws {@link RelayError} for what cannot be kept with sealed answers.
 */
export function wireInit(request: Request, given: object): RequestInit {
  const { mode, cache, integrity, credentials, referrer, referrerPolicy, keepalive } = request;
  if (mode === "no-cors")
    throw new RelayError('mode "no-cors" cannot be used, as such an answer cannot be read and opened', "mode");
  if (cache === "only-if-cached")
    throw new RelayError('cache "only-if-cached" cannot be used, as sealed answers are not cached', "mode");
  if (integrity) throw new RelayError("integrity cannot be used", "mode");
  const init: Record<string, unknown> = { mode, credentials, referrer, referrerPolicy, keepalive };
  // A request does not show these; the second is Node's.
  for (const name of ["priority", "dispatcher"] as const)
    if (name in given) init[name] = (given as Record<string, unknown>)[name];
  return init;
}
