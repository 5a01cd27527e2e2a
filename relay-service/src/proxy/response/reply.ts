import type { IncomingMessage, ServerResponse } from "node:http";
import type { RefusalCode } from "../../codec/codec.ts";
import type { Header } from "../../http/header.ts";
import { isReceived } from "../../http/message-body.ts";

/** The most that is read of a body which nobody wants, to keep its connection for the next request. */
const KEPT_BYTES = 65_536;

/** Whether more is left of an unwanted body than is read to keep its connection: the answer says that the connection ends then. */
export function isTooLongToRead(incoming: IncomingMessage): boolean {
  if (isReceived(incoming)) return false;
  return !(Number(incoming.headers["content-length"] ?? Number.NaN) <= KEPT_BYTES);
}

/** Reads what is left of a body that nobody wants. How much and how long is for the connection to judge. */
export function dropBody(incoming: IncomingMessage): void {
  if (isReceived(incoming)) return;
  incoming.removeAllListeners("data");
  incoming.on("error", () => {});
  incoming.resume();
}

/** What an error answer of the relay's own says, in the clear. */
export interface ClearError {
  readonly status: number;
  readonly code: RefusalCode | string;
  readonly mac?: string | undefined;
  readonly retryAfterSeconds?: number;
  readonly headers?: readonly Header[];
  /** What an operator should hear of it. */
  readonly warning?: string | undefined;
}

/** Answers in the clear with `{"error":"<code>"}`, which names nothing internal. */
export function replyError(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { status, code, mac, retryAfterSeconds, headers: own = [] }: ClearError,
  headers: readonly Header[],
): void {
  const body = JSON.stringify({ error: code });
  const lines = ["content-type", "application/json", "cache-control", "no-store", "content-length", `${body.length}`];
  lines.push("x-mte-relay-err", mac === undefined ? code : `${code},${mac}`);
  if (retryAfterSeconds !== undefined) lines.push("retry-after", `${retryAfterSeconds}`);
  for (const [name, value] of [...own, ...headers]) lines.push(name, value);
  if (isTooLongToRead(incoming)) lines.push("connection", "close");
  outgoing.writeHead(status, lines);
  outgoing.end(incoming.method === "HEAD" ? undefined : body);
  dropBody(incoming);
}
