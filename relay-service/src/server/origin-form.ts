import type { IncomingMessage } from "node:http";
import { comparableOrigin } from "../contract/origins.ts";

const ABSOLUTE = /^(https?:\/\/[^/?#]*)([/?].*)?$/i;

/**
 * Turns a request-target in absolute form (RFC 9112, 3.2.2) into origin form when it names this relay. With `publicOrigins`, the target must
 * name one of them, whatever `Host` says. Without, it must name the same host as `Host`. Any other target stays as it is.
 */
export function toOriginForm(incoming: IncomingMessage, publicOrigins: readonly string[]): void {
  const { url = "", headers } = incoming;
  if (url.startsWith("/")) return;
  const [, named = "", path = "/"] = ABSOLUTE.exec(url) ?? [];
  const origin = comparableOrigin(named);
  if (origin === undefined) return;
  const { host } = new URL(origin);
  // Without configured origins the relay cannot tell which is right when target and Host name different hosts.
  const own = publicOrigins.length > 0 ? publicOrigins : [comparableOrigin(origin.replace(host, headers.host || host))];
  if (!own.some((each) => each !== undefined && new URL(each).host === host)) return;
  headers.host = host;
  incoming.url = path.startsWith("?") ? `/${path}` : path;
}
