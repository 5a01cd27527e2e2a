import { once } from "node:events";
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import { pairWith, wireAnswer } from "../support/independent-client/exchange.ts";
import { bodyBytes, type Conclusion, openAnswer } from "../support/independent-client/opened-answer.ts";
import type { Pair } from "../support/independent-client/pairing.ts";
import { type PlainRequest, type SealedRequest, sealRequest } from "../support/independent-client/sealed-request.ts";

/** Messages of a pair before the next pair is made, so that pairs come and go. */
const MESSAGES = 2000;

/** A client with a pair that it renews, and with kept connections. */
export interface SoakClient {
  seal(request: PlainRequest): Promise<SealedRequest>;
  /** Sends a message and waits for the head of its answer. `send` may do with the body what it likes. */
  exchange(sealed: SealedRequest, send?: (message: ClientRequest) => void | Promise<void>): Promise<Conclusion>;
  /** Seals, sends, and gives the whole body of an answer that must have the given status. */
  ask(request: PlainRequest, status?: number): Promise<Buffer>;
  /** Closes the connections that are not in use. */
  rest(): void;
}

export function soakClient(port: number): SoakClient {
  let agent = new Agent({ keepAlive: true });
  let pair: Promise<Pair> | undefined;
  let sealed = 0;

  const client: SoakClient = {
    async seal(request) {
      if (pair === undefined || sealed++ >= MESSAGES) {
        sealed = 0;
        pair = pairWith({ port });
      }
      return sealRequest(await pair, { urlMode: 2, ...request });
    },
    async exchange(one, send = (message) => writeAll(message, one.body ?? [])) {
      const headers: Record<string, string> = { "x-mte-relay": one.relay, "x-mte-relay-eh": one.sealedHead };
      if (one.body) headers["transfer-encoding"] = "chunked";
      const message = httpRequest({ port, host: "127.0.0.1", method: one.method, path: one.target, headers, agent });
      const answered = once(message, "response");
      // An answer may come, and the connection may end, while the body is still being sent.
      answered.catch(() => {});
      message.on("error", () => {});
      await send(message);
      const [answer] = (await answered) as [IncomingMessage];
      return openAnswer(one, wireAnswer(answer));
    },
    async ask(request, status = 200) {
      const conclusion = await client.exchange(await client.seal(request));
      if (conclusion.kind !== "answer" || conclusion.status !== status) {
        throw new Error(`${request.method} ${request.target} was answered with ${JSON.stringify(conclusion)}`);
      }
      return bodyBytes(conclusion.body);
    },
    rest() {
      agent.destroy();
      agent = new Agent({ keepAlive: true });
    },
  };
  return client;
}

/** Writes no faster than the other side reads. Ends early when the connection has ended. */
export async function writeAll(message: ClientRequest, frames: readonly Buffer[]): Promise<void> {
  let isAnswered = false;
  let goOn = () => {};
  message.once("response", () => {
    isAnswered = true;
    goOn();
  });
  message.on("drain", () => goOn()).once("close", () => goOn());
  for (const frame of frames) {
    if (message.destroyed || isAnswered) return;
    const resumed = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    if (!message.write(frame)) await resumed;
  }
  message.end();
}
