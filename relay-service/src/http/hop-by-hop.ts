/** Headers that apply to one connection and must not be forwarded (RFC 9110, 7.6.1), or that frame a message. */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The header names that a `connection` header lists, which are hop-by-hop too. Null when there are none. */
export function connectionNamed(connection: string | string[] | undefined): ReadonlySet<string> | null {
  if (connection === undefined || connection === "keep-alive" || connection === "close") return null;
  return new Set(`${connection}`.split(",").map((name) => name.trim().toLowerCase()));
}
