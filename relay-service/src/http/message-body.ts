import type { IncomingMessage } from "node:http";

/** Whether a request has a body (RFC 9112, 6.3). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** Whether the body of a request was received completely, or there is none. */
export function isReceived(incoming: IncomingMessage): boolean {
  return incoming.complete || !hasBody(incoming);
}
