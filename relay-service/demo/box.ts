import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { AttackId } from "./attack.ts";
import { BoxRecord } from "./box-record.ts";
import { alterRequest, type BoxRequest, flipBody, headersFor } from "./box-request.ts";
import { forgedAnswer } from "./forged-answer.ts";
import { LOOPBACK, listen, stopListening } from "./listen.ts";
import type { RecordedMessage } from "./recorded-message.ts";

/**
 * A box between browser and relay: an HTTP reverse proxy that ends the connection, as a CDN, a load balancer or an inspection proxy
 * does. It writes down all it sees, and can be told to attack.
 */
export interface Box {
  readonly port: number;
  readonly messages: () => readonly RecordedMessage[];
  /** What to do with the next message; undefined = pass everything on. */
  arm(attack: AttackId | undefined): void;
  /** Resolves when the attack is over on this side. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface BoxOptions {
  /** The port of the relay. */
  readonly relayPort: () => number;
  /** Starts a relay with another identity, once; gives its port. */
  readonly impostorPort: () => Promise<number>;
  /** Lets the time pass by which a message is held. */
  readonly letTimePass: () => void;
  /** How fast the line is, bytes a second in each direction. */
  readonly bytesPerSecond: number;
  readonly onRecord: (message: RecordedMessage) => void;
  /** Hears every byte the box sees: heads as text, bodies as they are. */
  readonly onBytes: (bytes: Buffer) => void;
}

/** Larger requests pass in pieces and are not attacked. */
const WHOLE_BYTES = 1_048_576;

/** Starts the box on a free port of loopback. */
export async function startBox(options: BoxOptions): Promise<Box> {
  const { relayPort, impostorPort, letTimePass, bytesPerSecond } = options;
  const agent = new Agent({ keepAlive: true });
  const record = new BoxRecord(options);
  let armed: AttackId | undefined;
  let attacked: Promise<void> = Promise.resolve();

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse, attack: AttackId | undefined): Promise<void> {
    const { method = "GET", url = "/", rawHeaders, headers } = incoming;
    const head: BoxRequest = { method, url, rawHeaders, body: Buffer.alloc(0) };
    const message = record.request(head, attack === "impostor" ? "led to another relay" : "");
    const isLarge = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > WHOLE_BYTES;
    if (isLarge) return passOnInPieces(head, incoming, outgoing, message);

    const whole = { ...head, body: await readWhole(incoming) };
    record.piece(message, message.body, whole.body);
    const forged = forgedAnswer(attack, headers.origin);
    if (forged) {
      message.done = `kept; an answer ${forged.status} was forged`;
      return answer(outgoing, message, forged.status, forged.rawHeaders, forged.body);
    }
    const { request, done } = alterRequest(whole, attack);
    message.done ||= done;
    if (attack === "hold") {
      letTimePass();
      message.done = "held for three minutes";
    }
    const port = attack === "impostor" ? await impostorPort() : relayPort();
    await passBack(await send(port, request), outgoing, message, attack === "answer-bit");
    if (attack === "replay") await replay(port, request);
  }

  /** The same bytes once more; the relay's word goes to the record alone. */
  async function replay(port: number, request: BoxRequest): Promise<void> {
    const message = record.request(request, "the same bytes, sent again by the box");
    record.piece(message, message.body, request.body);
    const reply = await send(port, request);
    const seen = record.answer(message, reply.statusCode ?? 0, reply.rawHeaders);
    record.piece(message, seen.body, await readWhole(reply));
    record.end(message);
  }

  async function send(port: number, request: BoxRequest): Promise<IncomingMessage> {
    const { method, url: path } = request;
    const sending = sendRequest({ host: LOOPBACK, port, agent, method, path, headers: headersFor(request) });
    sending.end(request.body);
    const [reply] = (await once(sending, "response")) as [IncomingMessage];
    return reply;
  }

  async function passOnInPieces(
    { method, url: path, rawHeaders }: BoxRequest,
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    message: RecordedMessage,
  ): Promise<void> {
    const sending = sendRequest({ host: LOOPBACK, port: relayPort(), agent, method, path, headers: [...rawHeaders] });
    const replied = once(sending, "response") as Promise<[IncomingMessage]>;
    // It may fail before it is awaited.
    replied.catch(() => {});
    outgoing.on("close", () => sending.destroy());
    for await (const piece of incoming as AsyncIterable<Buffer>) {
      record.piece(message, message.body, piece);
      if (!sending.write(piece)) await once(sending, "drain");
      await onLine(piece.length);
    }
    sending.end();
    await passBack((await replied)[0], outgoing, message, false);
  }

  async function passBack(reply: IncomingMessage, outgoing: ServerResponse, message: RecordedMessage, flip: boolean) {
    const { statusCode: status = 502, rawHeaders } = reply;
    if (flip) {
      message.done = "one bit of the answer’s body changed";
      return answer(outgoing, message, status, rawHeaders, flipBody(await readWhole(reply)));
    }
    const seen = record.answer(message, status, rawHeaders);
    outgoing.on("close", () => reply.destroy());
    outgoing.writeHead(status, rawHeaders);
    outgoing.flushHeaders();
    for await (const piece of reply as AsyncIterable<Buffer>) {
      record.piece(message, seen.body, piece);
      if (!outgoing.write(piece)) await once(outgoing, "drain");
      await onLine(piece.length);
    }
    outgoing.end();
    record.end(message);
  }

  function answer(outgoing: ServerResponse, message: RecordedMessage, status: number, rawHeaders: string[], body: Buffer): void {
    record.piece(message, record.answer(message, status, rawHeaders).body, body);
    record.end(message);
    outgoing.writeHead(status, rawHeaders).end(body);
  }

  async function onLine(bytes: number): Promise<void> {
    const milliseconds = (bytes / bytesPerSecond) * 1000;
    if (milliseconds >= 1) await pause(milliseconds);
  }

  const server = createServer((incoming, outgoing) => {
    const isAttacked = armed === "impostor" ? isRelayed(incoming) : armed !== undefined && isMessage(incoming);
    const handled = handle(incoming, outgoing, isAttacked ? armed : undefined).catch(() => void outgoing.destroy());
    if (!isAttacked) return;
    attacked = handled;
    // One message each, but an impostor has to answer the pairing and all that follows.
    if (armed !== "impostor") armed = undefined;
  });
  const port = await listen(server);
  return {
    port,
    messages: () => record.messages,
    arm: (attack) => {
      armed = attack;
    },
    settled: () => attacked,
    close: async () => {
      await stopListening(server);
      agent.destroy();
    },
  };
}

/** What is for the relay; not the browser's own question before it. */
function isRelayed({ method, url = "" }: IncomingMessage): boolean {
  return method !== "OPTIONS" && !url.startsWith("/public/");
}

/** What a page's call becomes; not the pairing before it. */
function isMessage(incoming: IncomingMessage): boolean {
  return isRelayed(incoming) && incoming.url !== "/api/mte-pair";
}

async function readWhole(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}
