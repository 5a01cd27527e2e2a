/**
 * Safe methods (RFC 9110, 9.2.1): such requests may be sent twice and concurrently. `client/fetch/retry.ts` has the same set, twice on purpose:
 * of the service the client imports the format alone.
 */
export const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** The `allow` header for a refused method. Other methods that Node's parser knows are forwarded too. */
export const ALLOWED_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
