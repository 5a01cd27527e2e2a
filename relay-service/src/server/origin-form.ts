import type { IncomingMessage } from "node:http";
import { comparableOrigin } from "../contract/readers.ts";

const ABSOLUTE = /^(https?:\/\/[^/?#]*)([/?].*)?$/i;

/**
 * Reads a request-target in absolute form (RFC 9112, 3.2.2) as the path that it means here, where it names this relay: one of its
 * `publicOrigins`, whatever `Host` says, or, where these are unknown, what `Host` names. A sealed one is bound to its very bytes and stays as it
 * is.
 */
export function toOriginForm(incoming: IncomingMessage, publicOrigins: readonly string[]): void {
  const { url = "", headers } = incoming;
  if (url.startsWith("/") || headers["x-mte-relay-eh"] !== undefined) return;
  const [, named = "", path = "/"] = ABSOLUTE.exec(url) ?? [];
  const origin = comparableOrigin(named);
  if (origin === undefined) return;
  const { host } = new URL(origin);
  // Without a name of its own the relay cannot tell which of two contradicting ones is meant.
  const own = publicOrigins.length > 0 ? publicOrigins : [comparableOrigin(origin.replace(host, headers.host || host))];
  if (!own.some((each) => each !== undefined && new URL(each).host === host)) return;
  headers.host = host;
  incoming.url = path.startsWith("?") ? `/${path}` : path;
}
