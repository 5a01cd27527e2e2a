/** What belongs to one connection or to the relay itself; no upstream gets it (RFC 9110, 7.6.1). */
const NOT_SEALED = new Set(
  "connection content-length expect host keep-alive proxy-connection te trailer transfer-encoding upgrade".split(" "),
);

/**
 * The headers that are sealed: all that the caller may set, and what `fetch` itself would add for a program. A browser has taken away what
 * it manages itself, such as cookies, and sends that in the clear.
 */
export function sealedHeaders(headers: Headers, cache: RequestCache): [name: string, value: string][] {
  const sealed: [string, string][] = [];
  for (const [name, value] of headers) if (!NOT_SEALED.has(name) && !name.startsWith("x-mte-")) sealed.push([name, value]);
  if (!headers.has("accept")) sealed.push(["accept", "*/*"]);
  // The browser's own cache never sees a sealed answer; the upstream's shall know the wish (Fetch, "HTTP-network-or-cache fetch").
  if (cache !== "default" && !headers.has("cache-control")) {
    if (cache === "no-cache") sealed.push(["cache-control", "max-age=0"]);
    if (cache === "no-store" || cache === "reload") sealed.push(["pragma", "no-cache"], ["cache-control", "no-cache"]);
  }
  return sealed;
}
