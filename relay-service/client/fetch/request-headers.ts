/** What belongs to one connection or to the relay itself; no upstream gets it (RFC 9110, 7.6.1). */
const NOT_SEALED = new Set(
  "connection content-length expect host keep-alive proxy-connection te trailer transfer-encoding upgrade".split(" "),
);

/** Whoever asks under a condition has a cache of its own (Fetch, "HTTP-network-or-cache fetch", step 8.13). */
const CONDITIONS = ["if-modified-since", "if-none-match", "if-unmodified-since", "if-match", "if-range"];

/**
 * The headers that are sealed: all that the caller may set, and what `fetch` itself would add for a program. A browser has taken away what
 * it manages itself, such as cookies, and sends that in the clear.
 */
export function sealedHeaders(headers: Headers, cache: RequestCache): [name: string, value: string][] {
  const sealed: [string, string][] = [];
  for (const [name, value] of headers) if (!NOT_SEALED.has(name) && !name.startsWith("x-mte-")) sealed.push([name, value]);
  if (!headers.has("accept")) sealed.push(["accept", "*/*"]);
  // The browser's own cache never sees a sealed answer; the upstream's shall know the wish (Fetch, "HTTP-network-or-cache fetch").
  const isFresh =
    cache === "no-store" || cache === "reload" || (cache === "default" && CONDITIONS.some((name) => headers.has(name)));
  if (isFresh && !headers.has("pragma")) sealed.push(["pragma", "no-cache"]);
  if ((isFresh || cache === "no-cache") && !headers.has("cache-control")) {
    sealed.push(["cache-control", isFresh ? "no-cache" : "max-age=0"]);
  }
  return sealed;
}
