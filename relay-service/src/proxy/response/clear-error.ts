import type { IncomingMessage, ServerResponse } from "node:http";
import type { RefusalCode } from "../../codec/codec.ts";
import type { Header } from "../../http/header.ts";
import { isReceived } from "../../http/message-body.ts";

/** Up to this length the rest of an unwanted body is read, to keep the connection for the next request. */
const MAX_READ_BYTES = 65_536;

/** Whether the rest of an unwanted body is too long to be read. Then the answer has `connection: close`. */
export function isTooLongToRead(incoming: IncomingMessage): boolean {
  if (isReceived(incoming)) return false;
  return !(Number(incoming.headers["content-length"] ?? Number.NaN) <= MAX_READ_BYTES);
}

/** Reads and discards the rest of an unwanted body. The connection limits size and time: see Linger. */
export function dropBody(incoming: IncomingMessage): void {
  if (isReceived(incoming)) return;
  incoming.removeAllListeners("data");
  incoming.on("error", () => {});
  incoming.resume();
}

/** An error answer of the relay in the clear. */
export interface ClearError {
  readonly status: number;
  readonly code: RefusalCode | string;
  readonly mac?: string | undefined;
  readonly retryAfterSeconds?: number;
  readonly headers?: readonly Header[];
  /** Further members of the answer's JSON. They must reveal nothing internal. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
  /** A message for the operator's log. */
  readonly warning?: string | undefined;
}

/** Answers in the clear with `{"error":"<code>"}`, which reveals nothing internal. */
export function replyError(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { status, code, mac, retryAfterSeconds, headers: own = [], details }: ClearError,
  headers: readonly Header[],
): void {
  const body = JSON.stringify({ error: code, ...details });
  const lines = ["content-type", "application/json", "cache-control", "no-store", "content-length", `${body.length}`];
  lines.push("x-mte-relay-err", mac === undefined ? code : `${code},${mac}`);
  if (retryAfterSeconds !== undefined) lines.push("retry-after", `${retryAfterSeconds}`);
  for (const [name, value] of [...own, ...headers]) lines.push(name, value);
  if (isTooLongToRead(incoming)) lines.push("connection", "close");
  outgoing.writeHead(status, lines);
  outgoing.end(incoming.method === "HEAD" ? undefined : body);
  dropBody(incoming);
}
