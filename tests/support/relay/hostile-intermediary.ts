import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** A request or an answer as the intermediary has it. Content-Length and Transfer-Encoding are rewritten when it is passed on. */
export interface Message {
  /** Of a request. */
  method: string;
  /** The raw request-target of a request. */
  target: string;
  /** Of an answer. */
  status: number;
  headers: [name: string, value: string][];
  body: Buffer;
}

/**
 * What the intermediary does with one request. `relay` passes a message on, as often as wanted, and gives the relay's answer.
 * The message that is returned goes to the client; with null the intermediary closes the connection.
 */
export type Tampering = (request: Message, relay: (request: Message) => Promise<Message>) => Promise<Message | null>;

/** An intermediary between client and relay that terminates TLS, or would if there were any: it sees and changes every byte. */
export interface HostileIntermediary extends AsyncDisposable {
  readonly port: number;
  /** Sets what happens to later requests. By default they and their answers are passed on unchanged. */
  tamper(tampering: Tampering): void;
}

/** Sends each POST but a pairing twice, and alters a bit of its answer. The relay's error codes for the second one are added to `codes`. */
export function repeatAndAlter(codes: (string | undefined)[]): Tampering {
  return async (request, relay) => {
    const answer = await relay(request);
    if (request.method !== "POST" || request.target === "/api/mte-pair") return answer;
    const copy = await relay(request);
    codes.push(copy.headers.find(([name]) => name === "x-mte-relay-err")?.[1]);
    return { ...answer, body: Buffer.from(answer.body.map((byte, at) => (at === 4 ? byte ^ 1 : byte))) };
  };
}

const REMADE = ["connection", "keep-alive", "content-length", "transfer-encoding"];

export async function hostileIntermediary(relayPort: number): Promise<HostileIntermediary> {
  let current: Tampering = (request, relay) => relay(request);
  const server = createServer(async (incoming, outgoing) => {
    const answer = await current(await messageOf(incoming), (request) => passOn(relayPort, request)).catch((error: Error) => {
      outgoing.destroy(error);
      return null;
    });
    if (answer === null) return void outgoing.destroy();
    outgoing.sendDate = false;
    outgoing.writeHead(answer.status, remade(answer));
    outgoing.end(answer.body);
  });
  server.listen(0, "127.0.0.1");
  await new Promise<void>((done) => server.once("listening", done));
  return {
    port: (server.address() as AddressInfo).port,
    tamper: (tampering) => {
      current = tampering;
    },
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The value of a message's header, "" when it is missing. */
export function headerOf(message: Message, name: string): string {
  return message.headers.find(([other]) => other === name)?.[1] ?? "";
}

/** The message with another value of a header; without the header when there is none. */
export function withHeader(message: Message, name: string, value?: string): Message {
  const others = message.headers.filter(([other]) => other !== name);
  return { ...message, headers: value === undefined ? others : [...others, [name, value]] };
}

async function messageOf(incoming: IncomingMessage): Promise<Message> {
  const { rawHeaders } = incoming;
  const headers = rawHeaders.flatMap((name, i): [string, string][] =>
    i % 2 === 0 ? [[name.toLowerCase(), rawHeaders[i + 1] ?? ""]] : [],
  );
  const { method = "", url = "", statusCode = 0 } = incoming;
  return { method, target: url, status: statusCode, headers, body: await buffer(incoming) };
}

function remade(message: Message): string[] {
  const kept = message.headers.filter(([name]) => !REMADE.includes(name)).flat();
  // Set for a request without a body as well, as Node would use "chunked".
  const hasLength = message.body.length > 0 || (message.method !== "" && !["GET", "HEAD"].includes(message.method));
  return hasLength ? [...kept, "content-length", String(message.body.length)] : kept;
}

function passOn(port: number, request: Message): Promise<Message> {
  return new Promise((resolve, reject) => {
    const { method, target } = request;
    const outgoing = httpRequest({ host: "127.0.0.1", port, method, path: target, headers: remade(request), agent: false });
    outgoing.on("response", (incoming) => messageOf(incoming).then(resolve, reject));
    // A relay that refuses early may close while the body is still on its way.
    outgoing.on("error", reject);
    outgoing.end(request.body);
  });
}
