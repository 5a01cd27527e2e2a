import { once } from "node:events";
import { Agent, createServer, type IncomingMessage, type ServerResponse, request as sendRequest } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import type { AttackId } from "./attack.ts";
import { forgedAnswer } from "./forged-answer.ts";
import { alterRequest, flipBody, headersFor, type InterceptedRequest } from "./intercepted-request.ts";
import { LOOPBACK, listen, stopListening } from "./listen.ts";
import { MessageLog } from "./message-log.ts";
import type { RecordedMessage } from "./recorded-message.ts";

/**
 * An intermediary between browser and relay: an HTTP reverse proxy that terminates the connection, as a CDN, a load balancer or an inspection
 * proxy does. It records all messages, and can attack.
 */
export interface Intermediary {
  readonly port: number;
  readonly messages: () => readonly RecordedMessage[];
  /** Selects the attack on the next message; undefined means no attack. */
  arm(attack: AttackId | undefined): void;
  /** Resolves when the intermediary has finished the attack. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface IntermediaryOptions {
  /** The port of the relay. */
  readonly relayPort: () => number;
  /** Port of a relay with another identity, which the first call starts. */
  readonly impostorPort: () => Promise<number>;
  /** Advances the relay's clock by the time for which a message is held. */
  readonly letTimePass: () => void;
  /** Bandwidth in each direction. */
  readonly bytesPerSecond: number;
  readonly onRecord: (message: RecordedMessage) => void;
  /** Called with every byte that the intermediary sees: heads as text, bodies unchanged. */
  readonly onBytes: (bytes: Buffer) => void;
}

/** Larger requests are forwarded in pieces and are not attacked. */
const MAX_BUFFERED_BYTES = 1_048_576;

/** Starts the intermediary on a free loopback port. */
export async function startIntermediary(options: IntermediaryOptions): Promise<Intermediary> {
  const { relayPort, impostorPort, letTimePass, bytesPerSecond } = options;
  const agent = new Agent({ keepAlive: true });
  const log = new MessageLog(options);
  let armed: AttackId | undefined;
  let attacked: Promise<void> = Promise.resolve();

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse, attack: AttackId | undefined): Promise<void> {
    const { method = "GET", url = "/", rawHeaders, headers } = incoming;
    const head: InterceptedRequest = { method, url, rawHeaders, body: Buffer.alloc(0) };
    const message = log.request(head, attack === "impostor" ? "forwarded to another relay" : "");
    const isLarge = headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > MAX_BUFFERED_BYTES;
    if (isLarge) return forwardInPieces(head, incoming, outgoing, message);

    const whole = { ...head, body: await readWhole(incoming) };
    log.piece(message, message.body, whole.body);
    const forged = forgedAnswer(attack, headers.origin);
    if (forged) {
      message.done = `not forwarded; an answer ${forged.status} was forged`;
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

  /** Sends the same bytes once more. The relay's answer is only recorded. */
  async function replay(port: number, request: InterceptedRequest): Promise<void> {
    const message = log.request(request, "the same bytes, sent again by the intermediary");
    log.piece(message, message.body, request.body);
    const reply = await send(port, request);
    const seen = log.answer(message, reply.statusCode ?? 0, reply.rawHeaders);
    log.piece(message, seen.body, await readWhole(reply));
    log.end(message);
  }

  async function send(port: number, request: InterceptedRequest): Promise<IncomingMessage> {
    const { method, url: path } = request;
    const sending = sendRequest({ host: LOOPBACK, port, agent, method, path, headers: headersFor(request) });
    sending.end(request.body);
    const [reply] = (await once(sending, "response")) as [IncomingMessage];
    return reply;
  }

  async function forwardInPieces(
    { method, url: path, rawHeaders }: InterceptedRequest,
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
      log.piece(message, message.body, piece);
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
    const seen = log.answer(message, status, rawHeaders);
    outgoing.on("close", () => reply.destroy());
    outgoing.writeHead(status, rawHeaders);
    outgoing.flushHeaders();
    for await (const piece of reply as AsyncIterable<Buffer>) {
      log.piece(message, seen.body, piece);
      if (!outgoing.write(piece)) await once(outgoing, "drain");
      await onLine(piece.length);
    }
    outgoing.end();
    log.end(message);
  }

  function answer(outgoing: ServerResponse, message: RecordedMessage, status: number, rawHeaders: string[], body: Buffer): void {
    log.piece(message, log.answer(message, status, rawHeaders).body, body);
    log.end(message);
    outgoing.writeHead(status, rawHeaders).end(body);
  }

  async function onLine(bytes: number): Promise<void> {
    const milliseconds = (bytes / bytesPerSecond) * 1000;
    if (milliseconds >= 1) await pause(milliseconds);
  }

  const server = createServer((incoming, outgoing) => {
    const isAttacked = armed === "impostor" ? isForRelay(incoming) : armed !== undefined && isMessage(incoming);
    const handled = handle(incoming, outgoing, isAttacked ? armed : undefined).catch(() => void outgoing.destroy());
    if (!isAttacked) return;
    attacked = handled;
    // An attack concerns one message. But an impostor must also answer the pairing before it.
    if (armed !== "impostor") armed = undefined;
  });
  const port = await listen(server);
  return {
    port,
    messages: () => log.messages,
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

/** Whether a request is for the relay, and not a preflight or the client's script. */
function isForRelay({ method, url = "" }: IncomingMessage): boolean {
  return method !== "OPTIONS" && !url.startsWith("/public/");
}

/** Whether a request is a call of the page, and not a pairing. */
function isMessage(incoming: IncomingMessage): boolean {
  return isForRelay(incoming) && incoming.url !== "/api/mte-pair";
}

async function readWhole(message: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece);
  return Buffer.concat(pieces);
}
