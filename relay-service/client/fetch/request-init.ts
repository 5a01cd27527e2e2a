/**
 * Members of `RequestInit` in the order in which WebIDL reads them. `dispatcher` is Node's, `targetAddressSpace` Chromium's; the latter, like
 * `priority`, cannot be read from a `Request`.
 */
const MEMBERS =
  "body cache credentials dispatcher duplex headers integrity keepalive method mode priority redirect referrer referrerPolicy signal targetAddressSpace window".split(
    " ",
  );

/** What a caller has put into `init`; it has no prototype. */
export interface GivenInit extends RequestInit {
  readonly dispatcher?: unknown;
  readonly targetAddressSpace?: unknown;
}

/**
 * Reads `init` as `fetch` does, as a WebIDL dictionary: members may be inherited or getters, so that a `Request` can be one, and each is read
 * once. Null and undefined are an empty one.
 */
export function readRequestInit(init: unknown): GivenInit {
  const members: Record<string, unknown> = Object.create(null);
  if (init === undefined || init === null) return members;
  if (typeof init !== "object" && typeof init !== "function") {
    throw new TypeError('init must be an object such as { method: "POST" }');
  }
  for (const name of MEMBERS) {
    const value = (init as Record<string, unknown>)[name];
    if (value !== undefined) members[name] = value;
  }
  return members;
}
