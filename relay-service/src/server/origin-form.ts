import type { IncomingMessage } from "node:http";
import { comparableOrigin } from "../contract/readers.ts";

const ABSOLUTE = /^(https?:\/\/[^/?#]*)([/?].*)?$/i;

/** Reads a request-target in absolute form as the path that it means here. A sealed one is bound to its very bytes. */
export function toOriginForm(incoming: IncomingMessage, publicOrigins: readonly string[]): void {
  const { url = "", headers } = incoming;
  if (url.startsWith("/") || headers["x-mte-relay-eh"] !== undefined) return;
  incoming.url = originForm(url, headers.host, publicOrigins) ?? url;
}

/**
 * The path and query of a request-target in absolute form (RFC 9112, 3.2.2), where it names this relay: one of its public origins, or,
 * where they are unknown, the host that the request names. Undefined for any other.
 */
function originForm(target: string, host: string | undefined, publicOrigins: readonly string[]): string | undefined {
  const [, named = "", path = "/"] = ABSOLUTE.exec(target) ?? [];
  const origin = comparableOrigin(named);
  if (origin === undefined) return undefined;
  const { host: authority } = new URL(origin);
  const own = publicOrigins.length > 0 ? publicOrigins.map((each) => new URL(each).host) : [host?.toLowerCase() ?? authority];
  if (!own.includes(authority)) return undefined;
  return path.startsWith("?") ? `/${path}` : path;
}
