import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One request as the upstream saw it. */
export interface SeenRequest {
  readonly method: string;
  /** The raw request-target. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly headersDistinct: NodeJS.Dict<string[]>;
  readonly rawHeaders: readonly string[];
  /** The whole body, or what had arrived when the sender disconnected. */
  readonly body: Buffer;
  /** Whether the body was complete. */
  whole: boolean;
  /** Resolves when the exchange is over on this side: true when the whole answer was sent, false when the relay disconnected. */
  readonly over: Promise<boolean>;
}

export type Handler = (request: IncomingMessage, response: ServerResponse, seen: SeenRequest) => void;

export interface InstrumentedUpstream extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly server: Server;
  /** Every request that has reached the upstream, in order. */
  readonly seen: SeenRequest[];
  /** Resolves when `count` requests have arrived. */
  arrived(count: number): Promise<void>;
  /** Sets the handler of later requests, which runs when the head has arrived. By default it echoes method, target and body as JSON. */
  handle(handler: Handler): void;
  close(): Promise<void>;
}

function echo(_request: IncomingMessage, response: ServerResponse, seen: SeenRequest): void {
  _request.on("end", () => {
    const text = JSON.stringify({ method: seen.method, target: seen.target, body: seen.body.toString() });
    response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
    response.end(seen.method === "HEAD" ? undefined : text);
  });
}

/** A real HTTP server on loopback that records every request. */
export async function instrumentedUpstream(handler: Handler = echo): Promise<InstrumentedUpstream> {
  const seen: SeenRequest[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  let current = handler;
  const server = createServer((request, response) => {
    const over = Promise.withResolvers<boolean>();
    response.on("close", () => over.resolve(response.writableFinished));
    const pieces: Buffer[] = [];
    const entry: SeenRequest = {
      method: request.method ?? "",
      target: request.url ?? "",
      headers: request.headers,
      headersDistinct: request.headersDistinct,
      rawHeaders: request.rawHeaders,
      get body() {
        return Buffer.concat(pieces);
      },
      whole: false,
      over: over.promise,
    };
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      entry.whole = true;
    });
    request.on("error", () => {});
    response.on("error", () => {});
    seen.push(entry);
    for (const { count, resolve } of waiting) if (seen.length >= count) resolve();
    current(request, response, entry);
  });
  server.listen(0, "127.0.0.1");
  await new Promise<void>((done) => server.once("listening", done));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    const closed = new Promise<void>((done) => server.close(() => done()));
    server.closeAllConnections();
    await closed;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    server,
    seen,
    arrived: async (count) => {
      if (seen.length >= count) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push({ count, resolve });
      await promise;
    },
    handle: (next) => {
      current = next;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
