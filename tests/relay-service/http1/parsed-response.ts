import type { Header } from "../../../relay-service/src/http/header.ts";
import { MalformedResponse } from "../../../relay-service/src/http1/malformed-response.ts";
import { ResponseParser } from "../../../relay-service/src/http1/response-parser.ts";

/** The result of parsing the bytes of one answer. */
export interface ParsedResponse {
  readonly status: number;
  readonly headers: readonly Header[];
  /** One byte a character. */
  readonly body: string;
  readonly isPersistent: boolean;
}

/** Gives the pieces to a parser and then, with `closes`, the end of the connection. Null when it refused them, or the answer is incomplete. */
export function parsedResponse(pieces: readonly Buffer[], { isHeadRequest = false, closes = false } = {}): ParsedResponse | null {
  let status = 0;
  let headers: readonly Header[] = [];
  let body = "";
  const parser = new ResponseParser({
    onHead: (given, lines) => {
      status = given;
      headers = lines;
    },
    onData: (piece) => {
      body += piece.toString("latin1");
    },
  });
  parser.begin(isHeadRequest);
  try {
    for (const piece of pieces) {
      // In memory that is overwritten afterwards, as a connection does.
      const memory = Buffer.from(piece);
      parser.push(memory);
      memory.fill(0);
    }
    if (closes && !parser.isComplete) parser.close();
  } catch (error) {
    if (error instanceof MalformedResponse) return null;
    throw error;
  }
  return parser.isComplete ? { status, headers, body, isPersistent: parser.isPersistent } : null;
}
