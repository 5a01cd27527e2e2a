import { STATUS_CODES } from "node:http";
import type { Header } from "../../http/header.ts";

/** The bytes of an answer of the relay's own to something that never became a request. The connection ends with it. */
export function rawAnswer(status: number, code: string, headers: readonly Header[] = []): string {
  const body = JSON.stringify({ error: code });
  const lines = [
    ["date", new Date().toUTCString()],
    ["content-type", "application/json"],
    ["cache-control", "no-store"],
    ["content-length", `${body.length}`],
    ["connection", "close"],
    ...headers,
  ].map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`;
}
