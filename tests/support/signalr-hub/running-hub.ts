import { text } from "node:stream/consumers";
import { type Handler, type InstrumentedUpstream, instrumentedUpstream } from "../relay/instrumented-upstream.ts";
import { type ConnectionOwner, HubConnection } from "./hub-connection.ts";
import { runMethod } from "./hub-methods.ts";

/** A server with one SignalR hub at `/hub`, as ASP.NET Core has it: negotiation version 1, long polling, server-sent events, JSON. */
export interface RunningHub extends ConnectionOwner, AsyncDisposable {
  readonly upstream: InstrumentedUpstream;
  /** By the token that the client puts into each url. */
  readonly connections: Map<string, HubConnection>;
  /** The names given to the method `Execute`, in order. */
  readonly executed: string[];
  /** What the hub adds to its answer to a negotiation, or has in place of its own. */
  negotiation: object;
  /** Milliseconds that a poll waits; ASP.NET Core has 90 s. */
  pollMs: number;
  /** Milliseconds between pings of a stream; ASP.NET Core has 15 s. */
  pingMs: number;
  /** Posts are executed at once, but answered only after this. */
  answersPostsAfter: Promise<void>;
  /** Answers a request in place of the hub, if it returns true. */
  intercept: (...call: Parameters<Handler>) => boolean;
  /** Sends to every connection. */
  broadcast(target: string, ...values: unknown[]): void;
}

const TRANSPORTS = ["WebSockets", "ServerSentEvents", "LongPolling"];

export async function runHub(): Promise<RunningHub> {
  const connections = new Map<string, HubConnection>();
  const upstream = await instrumentedUpstream(async (...call) => {
    const [request, response] = call;
    if (hub.intercept(...call)) return;
    const { method } = request;
    const url = new URL(request.url ?? "", "http://hub.invalid");
    const body = method === "POST" ? await text(request).catch(() => undefined) : "";
    if (body === undefined) return;
    if (url.pathname === "/hub/negotiate") {
      const connection = new HubConnection(hub);
      connections.set(connection.token, connection);
      const answer = {
        negotiateVersion: 1,
        connectionId: connection.id,
        connectionToken: connection.token,
        availableTransports: TRANSPORTS.map((transport) => ({ transport, transferFormats: ["Text"] })),
        ...hub.negotiation,
      };
      return void response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    }
    const connection = connections.get(url.searchParams.get("id") ?? "");
    if (url.pathname !== "/hub" || !connection) return void response.writeHead(404).end("No Connection with that ID");
    if (method === "GET" && request.headers.accept === "text/event-stream") return connection.stream(response);
    if (method === "GET") return connection.poll(response);
    if (method === "DELETE") {
      connection.end();
      connections.delete(connection.token);
      return void response.writeHead(202).end();
    }
    connection.receive(body);
    await hub.answersPostsAfter;
    response.writeHead(200, { "content-type": "text/plain" }).end();
  });
  const hub: RunningHub = {
    upstream,
    connections,
    executed: [],
    negotiation: {},
    pollMs: 90_000,
    pingMs: 15_000,
    answersPostsAfter: Promise.resolve(),
    intercept: () => false,
    broadcast(target, ...values) {
      for (const connection of connections.values()) connection.send({ type: 1, target, arguments: values });
    },
    ended: ({ token }) => connections.delete(token),
    invoke: (connection, message) => runMethod(hub, connection, message),
    [Symbol.asyncDispose]: () => upstream.close(),
  };
  return hub;
}
