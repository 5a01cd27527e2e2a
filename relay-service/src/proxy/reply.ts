import type { IncomingMessage, ServerResponse } from "node:http";
import type { Header, RefusalCode } from "../codec/codec.ts";
import { isReceived } from "./message-body.ts";

/** The most that is still read of a request which is refused, so that the refusal arrives; then the connection is cut. */
const DRAIN_BYTES = 65_536;

/** Reads away a little of an unread body; a client that sends on is cut off. The answer said `connection: close`. */
export function drain(incoming: IncomingMessage): void {
  let left = DRAIN_BYTES;
  incoming.removeAllListeners("data");
  incoming.on("data", (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) incoming.socket.destroy();
  });
  incoming.on("error", () => {});
  incoming.resume();
}

/** What an error answer of the relay's own says, in the clear. */
export interface ClearError {
  readonly status: number;
  readonly code: RefusalCode | string;
  readonly mac?: string | undefined;
  readonly retryAfterSeconds?: number;
  /** What an operator should hear of it. */
  readonly warning?: string | undefined;
}

/** Answers in the clear with `{"error":"<code>"}`, which names nothing internal. */
export function replyError(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { status, code, mac, retryAfterSeconds }: ClearError,
  headers: readonly Header[],
): void {
  const body = JSON.stringify({ error: code });
  const lines = ["content-type", "application/json", "cache-control", "no-store", "content-length", `${body.length}`];
  lines.push("x-mte-relay-err", mac === undefined ? code : `${code},${mac}`);
  if (retryAfterSeconds !== undefined) lines.push("retry-after", `${retryAfterSeconds}`);
  for (const [name, value] of headers) lines.push(name, value);
  const unread = !isReceived(incoming);
  if (unread) lines.push("connection", "close");
  outgoing.writeHead(status, lines);
  outgoing.end(incoming.method === "HEAD" ? undefined : body);
  if (unread) drain(incoming);
}
