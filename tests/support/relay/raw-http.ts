import { connect, type Socket } from "node:net";

/** An answer as it arrived on the socket. */
export interface RawAnswer {
  readonly status: number;
  /** Header lines in their order, names in lower case. */
  readonly lines: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
  header(name: string): string | undefined;
}

/** A connection that sends exactly the bytes of a test, valid or not. */
export interface RawConnection {
  readonly socket: Socket;
  send(bytes: string | Buffer): void;
  /** The next whole answer; rejects when the peer closes before its end. `method` HEAD has no body. */
  answer(method?: string): Promise<RawAnswer>;
  /** Resolves with the remaining bytes when the peer has closed. */
  closed(): Promise<Buffer>;
}

/** Opens a connection to a port of this machine. */
export async function rawConnection(port: number): Promise<RawConnection> {
  const socket = connect(port, "127.0.0.1");
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  socket.setNoDelay(true);
  let received = Buffer.alloc(0);
  let ended = false;
  let wake = () => {};
  socket.on("data", (piece: Buffer) => {
    received = Buffer.concat([received, piece]);
    wake();
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    ended = true;
    wake();
  });
  const more = () => new Promise<void>((resolve) => (wake = resolve));
  return {
    socket,
    send: (bytes) => void socket.write(bytes),
    answer: async (method = "GET") => {
      for (;;) {
        const parsed = parse(received, method, ended);
        if (parsed !== null) {
          received = received.subarray(parsed.consumed);
          if (parsed.answer.status >= 200) return parsed.answer;
        } else if (ended)
          throw new Error(`the peer closed after ${received.length} bytes: ${received.toString("latin1").slice(0, 200)}`);
        else await more();
      }
    },
    closed: async () => {
      while (!ended) await more();
      return received;
    },
  };
}

/** One request on a connection of its own. */
export async function rawRequest(port: number, bytes: string | Buffer, method = "GET"): Promise<RawAnswer> {
  const connection = await rawConnection(port);
  connection.send(bytes);
  try {
    return await connection.answer(method);
  } finally {
    connection.socket.destroy();
  }
}

function parse(bytes: Buffer, method: string, ended: boolean): { answer: RawAnswer; consumed: number } | null {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const [first = "", ...rest] = bytes.subarray(0, end).toString("latin1").split("\r\n");
  const status = Number(first.split(" ")[1]);
  const lines = rest.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  const header = (name: string) => lines.find(([other]) => other === name)?.[1];
  const at = end + 4;
  const body = bodyOf(bytes.subarray(at), {
    method,
    status,
    ended,
    length: header("content-length"),
    coding: header("transfer-encoding"),
  });
  return body === null ? null : { answer: { status, lines, body: body.content, header }, consumed: at + body.consumed };
}

function bodyOf(
  bytes: Buffer,
  message: { method: string; status: number; ended: boolean; length: string | undefined; coding: string | undefined },
): { content: Buffer; consumed: number } | null {
  const { method, status, ended, length, coding } = message;
  if (method === "HEAD" || status < 200 || status === 204 || status === 304) return { content: Buffer.alloc(0), consumed: 0 };
  if (coding === "chunked") return dechunk(bytes);
  if (length === undefined) return ended ? { content: bytes, consumed: bytes.length } : null;
  return bytes.length < Number(length) ? null : { content: bytes.subarray(0, Number(length)), consumed: Number(length) };
}

function dechunk(bytes: Buffer): { content: Buffer; consumed: number } | null {
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf("\r\n", at);
    if (line < 0) return null;
    const size = Number.parseInt(bytes.subarray(at, line).toString("latin1"), 16);
    const start = line + 2;
    if (bytes.length < start + size + 2) return null;
    if (size === 0) {
      const trailersEnd = bytes.indexOf("\r\n", start);
      return trailersEnd < 0 ? null : { content: Buffer.concat(pieces), consumed: trailersEnd + 2 };
    }
    pieces.push(bytes.subarray(start, start + size));
    at = start + size + 2;
  }
}
