import { STATUS_CODES } from "node:http";
import type { Header } from "../../http/header.ts";

/** The bytes of the relay's answer to an invalid request, for which there is no ServerResponse. It ends the connection. */
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
