/** Methods that change nothing, so that a request may be sent twice, or beside others (RFC 9110, 9.2.1). */
export const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** What a refused method is told; every other one that Node's parser takes reaches the upstream as well. */
export const ALLOWED_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
