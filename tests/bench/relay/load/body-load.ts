/**
 * Moves long bodies through a relay or a proxy, one after the other on one connection, and checks that they arrive whole:
 * `node body-load.ts <port> <sealed-up | sealed-down | clear-up> <bytes> <count>`. Any flaw ends it with an error.
 */
import { once } from "node:events";
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { sealChunk } from "../../../support/independent-client/chunk-cipher.ts";
import { pairWith, wireAnswer } from "../../../support/independent-client/exchange.ts";
import { openAnswer } from "../../../support/independent-client/opened-answer.ts";
import { type SealedRequest, sealRequest } from "../../../support/independent-client/sealed-request.ts";

const CHUNK = Buffer.alloc(65_536, "x");
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const [port = 0, , bytes = 0, count = 0] = process.argv.slice(2).map(Number);
const mode = process.argv[3];
const pair = mode === "clear-up" ? undefined : await pairWith({ port });

for (let index = 0; index < count; index++) {
  if (mode === "clear-up") await clearUp();
  else if (mode === "sealed-up") await sealedUp();
  else await sealedDown();
}
agent.destroy();

async function clearUp() {
  const text = Buffer.concat(await (await send("POST", "/sink", {}, clearPieces())).toArray()).toString();
  check(JSON.parse(text).bytes);
}

async function sealedUp() {
  // The body itself is sealed piece by piece below.
  const sealed = sealRequest(pair as never, {
    method: "POST",
    target: "sink",
    headers: [["content-length", `${bytes}`]],
    urlMode: 2,
    body: [],
  });
  let text = "";
  for await (const piece of await answer(sealed, frames(sealed))) text += piece;
  check(JSON.parse(text).bytes);
}

async function sealedDown() {
  const target = bytes === 2 ** 30 ? "1g" : "50m";
  const sealed = sealRequest(pair as never, { method: "GET", target, urlMode: 2 });
  let received = 0;
  for await (const piece of await answer(sealed, [])) received += piece.length;
  check(received);
}

function check(received: number): void {
  if (received !== bytes) throw new Error(`${received} bytes came through, not ${bytes}`);
}

function* clearPieces(): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= CHUNK.length) yield CHUNK.subarray(0, left);
}

function* frames(sealed: SealedRequest): Generator<Buffer> {
  const key = sealed.bodyKey;
  let index = 0;
  for (const piece of clearPieces()) {
    const chunk = sealChunk(key, index++, piece, "");
    const length = Buffer.alloc(4);
    length.writeUInt32BE((0x80000000 | chunk.length) >>> 0);
    yield length;
    yield chunk;
  }
  yield Buffer.of(0);
  yield sealChunk(key, index, Buffer.of(2), "final");
}

async function answer(sealed: SealedRequest, body: Iterable<Buffer>): Promise<AsyncIterable<Buffer>> {
  const headers = { "x-mte-relay": sealed.relay, "x-mte-relay-eh": sealed.sealedHead };
  const message = await send(sealed.method, sealed.target, headers, body);
  const conclusion = openAnswer(sealed, wireAnswer(message));
  if (conclusion.kind !== "answer" || conclusion.status !== 200) throw new Error(JSON.stringify(conclusion));
  return conclusion.body;
}

async function send(method: string, path: string, headers: Record<string, string>, body: Iterable<Buffer>) {
  const chunked = method === "POST" ? { "transfer-encoding": "chunked" } : {};
  const message = httpRequest({ port, host: "127.0.0.1", method, path, agent, headers: { ...headers, ...chunked } });
  const response = once(message, "response");
  for (const piece of body) if (!message.write(piece)) await Promise.race([once(message, "drain"), response]);
  message.end();
  return (await response)[0] as IncomingMessage;
}
