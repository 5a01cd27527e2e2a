import type { AddressInfo, Server, Socket } from "node:net";
import { createServer } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";
import { onTestFinished } from "vitest";
import type { HttpClient } from "../../../relay-service/src/http1/http-client.ts";

/** An answer that keeps its connection. */
export const OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok";
/** How long a client may try to connect; milliseconds. */
export const CONNECT_MS = 5000;

/** One connection, as the server sees it. */
export interface Served {
  readonly socket: Socket;
  /** The bytes received so far, one character each. */
  received: string;
  /** Resolves when the received bytes contain `text`. */
  has(text: string): Promise<void>;
  /** The head of the request of this number, from 0, once it has arrived; for requests without a body. */
  head(number: number): Promise<string>;
  /** Resolves when the other side has closed, or cut, the connection. */
  readonly closed: Promise<void>;
}

export interface ScriptedServer extends AsyncDisposable {
  readonly port: number;
  readonly server: Server;
  readonly connections: readonly Served[];
  /** The connection of this number, from 0, once it is open. */
  connection(number: number): Promise<Served>;
}

/** What a server does with a connection, from its beginning. */
export type Script = (served: Served, number: number) => void | Promise<void>;

/** A server on loopback that sends exactly the bytes a test wants; with `tls` the same behind TLS. */
export async function scriptedServer(script: Script, tls?: TlsOptions): Promise<ScriptedServer> {
  const connections: Served[] = [];
  let changed = Promise.withResolvers<void>();
  const serve = (socket: Socket) => {
    const closed = Promise.withResolvers<void>();
    const served: Served = {
      socket,
      received: "",
      has: async (text) => {
        while (!served.received.includes(text)) await changed.promise;
      },
      head: async (number) => {
        for (;;) {
          const heads = served.received.split("\r\n\r\n");
          if (heads.length > number + 1) return heads[number] as string;
          await changed.promise;
        }
      },
      closed: closed.promise,
    };
    const tell = () => {
      changed.resolve();
      changed = Promise.withResolvers<void>();
    };
    socket.on("data", (piece: Buffer) => {
      served.received += piece.toString("latin1");
      tell();
    });
    socket.on("error", () => {});
    socket.on("close", () => closed.resolve());
    connections.push(served);
    void script(served, connections.length - 1);
    tell();
  };
  const server = tls === undefined ? createServer(serve) : createTlsServer(tls, serve);
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await new Promise<void>((done) => server.once("listening", done));
  return {
    port: (server.address() as AddressInfo).port,
    server,
    connections,
    connection: async (number) => {
      while (connections[number] === undefined) await changed.promise;
      return connections[number];
    },
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise<void>((done) => server.close(() => done()));
      for (const { socket } of connections) socket.destroy();
      await ended;
    },
  };
}

/** Answers each request that has no body, as soon as its head is there, with the text that `answer` gives. */
export function answering(answer: (head: string, request: number, connection: number) => string): Script {
  return async (served, connection) => {
    for (let request = 0; ; request++) served.socket.write(answer(await served.head(request), request, connection), "latin1");
  };
}

/** A server with this script and a client of it, for one test. */
export async function servedBy(
  Client: new (url: URL, connectTimeoutMs: number) => HttpClient,
  script: Script,
): Promise<{ server: ScriptedServer; pool: HttpClient }> {
  const server = await scriptedServer(script);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const pool = new Client(new URL(`http://127.0.0.1:${server.port}`), CONNECT_MS);
  onTestFinished(() => pool.close());
  return { server, pool };
}

/** Lets connections that have answered be used again: two rounds of the event loop. */
export async function rest(): Promise<void> {
  for (let round = 0; round < 3; round++) await new Promise((done) => setImmediate(done));
}
