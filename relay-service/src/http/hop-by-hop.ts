/** Headers that belong to one connection and never travel further (RFC 9110, 7.6.1), and those that frame a message. */
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

/** The header names that a `connection` header lists: they are hop-by-hop as well. Null where there are none. */
export function connectionNamed(connection: string | string[] | undefined): ReadonlySet<string> | null {
  if (connection === undefined || connection === "keep-alive" || connection === "close") return null;
  return new Set(`${connection}`.split(",").map((name) => name.trim().toLowerCase()));
}
