import type { ServerResponse } from "node:http";
import type { HubMessage } from "./hub-message.ts";
import { CANCEL_INVOCATION, CLOSE, fromRecords, INVOCATION, PING, STREAM_INVOCATION, toRecord } from "./hub-message.ts";

/** What a connection needs of its hub. */
export interface ConnectionOwner {
  readonly pollMs: number;
  readonly pingMs: number;
  /** A method is to be executed. */
  invoke(connection: HubConnection, message: HubMessage): void;
  ended(connection: HubConnection): void;
}

/**
 * One connection of a client, over long polling or server-sent events. Like ASP.NET Core's, it counts a message as delivered when it has
 * been written to a socket, whoever reads it.
 */
export class HubConnection {
  readonly id = crypto.randomUUID();
  readonly token = crypto.randomUUID();
  /** The client's streams to the hub that are open: what to do with an item, and with the end. */
  readonly uploads = new Map<string, { item(value: unknown): void; end(): void }>();
  /** Invocations that the client has cancelled. */
  readonly cancelled = new Set<string>();
  readonly #hub: ConnectionOwner;
  readonly #waiting: string[] = [];
  #poll: ServerResponse | undefined;
  #stream: ServerResponse | undefined;
  #hasPolled = false;
  #hasHandshake = false;
  #isClosed = false;

  constructor(hub: ConnectionOwner) {
    this.#hub = hub;
  }

  /** Whether a message would be sent at once. */
  get canSend(): boolean {
    return (this.#poll ?? this.#stream) !== undefined;
  }

  send(message: HubMessage | Record<string, never>): void {
    this.#waiting.push(toRecord(message));
    this.#flush();
  }

  /** Ends the connection, with a last message that says whether the client may come back. */
  close(allowReconnect: boolean): void {
    this.send({ type: CLOSE, allowReconnect });
    this.end();
  }

  /** Ends the connection without a message. A poll that comes later gets what still waits. */
  end(): void {
    this.#isClosed = true;
    this.#stream?.end();
    if (this.#stream || this.#poll) this.#hub.ended(this);
    this.#poll?.writeHead(204).end();
    this.#poll = undefined;
  }

  poll(response: ServerResponse): void {
    this.#poll?.writeHead(204).end();
    this.#poll = undefined;
    if (this.#isClosed && this.#waiting.length === 0) {
      this.#hub.ended(this);
      return void response.writeHead(204).end();
    }
    // The first poll only finishes the connection.
    if (!this.#hasPolled) {
      this.#hasPolled = true;
      return void response.writeHead(200, { "content-length": 0 }).end();
    }
    this.#poll = response;
    const timer = setTimeout(() => {
      this.#poll = undefined;
      response.writeHead(200, { "content-length": 0 }).end();
    }, this.#hub.pollMs);
    response.on("close", () => {
      clearTimeout(timer);
      if (this.#poll === response) this.#poll = undefined;
    });
    this.#flush();
  }

  stream(response: ServerResponse): void {
    this.#stream = response;
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache,no-store" });
    // ASP.NET Core begins with a comment, so that proxies pass the answer on.
    response.write(":\r\n\r\n");
    const pings = setInterval(() => this.#hasHandshake && this.send({ type: PING }), this.#hub.pingMs);
    response.on("close", () => {
      clearInterval(pings);
      this.end();
    });
    this.#flush();
  }

  /** What the client has posted. */
  receive(text: string): void {
    for (const message of fromRecords(text)) {
      if (!this.#hasHandshake) {
        this.#hasHandshake = true;
        this.send({});
      } else if (message.type === INVOCATION || message.type === STREAM_INVOCATION) {
        this.#hub.invoke(this, message);
      } else if (message.type === CANCEL_INVOCATION) this.cancelled.add(message.invocationId ?? "");
      else if ("item" in message) this.uploads.get(message.invocationId ?? "")?.item(message.item);
      else this.uploads.get(message.invocationId ?? "")?.end();
    }
  }

  #flush(): void {
    if (this.#waiting.length === 0) return;
    if (this.#stream) for (const record of this.#waiting.splice(0)) this.#stream.write(`data: ${record}\r\n\r\n`);
    if (!this.#poll) return;
    const text = this.#waiting.splice(0).join("");
    this.#poll
      .writeHead(200, { "content-type": "application/octet-stream", "content-length": Buffer.byteLength(text) })
      .end(text);
    this.#poll = undefined;
  }
}
