import { request as httpRequest, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { type Conclusion, openAnswer, type WireAnswer } from "./opened-answer.ts";
import { type AcceptOptions, acceptAnswer, makeOffer, type OfferOptions, type Pair, type PairAnswer } from "./pairing.ts";
import { type PlainRequest, type SealedRequest, sealRequest } from "./sealed-request.ts";

type Lines = readonly (readonly [name: string, value: string])[];

/** A message to send to a port of this machine, as it is. */
interface Outgoing {
  readonly port: number;
  readonly method: string;
  readonly target: string;
  readonly headers: Lines;
  readonly body?: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Sends one message on a connection of its own. Resolves when the answer's head is there. */
export function send(outgoing: Outgoing): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const message = httpRequest({
      host: "127.0.0.1",
      port: outgoing.port,
      method: outgoing.method,
      path: outgoing.target,
      // Said outright, as Node sends bodies of DELETE and GET without any framing otherwise.
      headers: { ...Object.fromEntries(outgoing.headers), ...(outgoing.body && { "transfer-encoding": "chunked" }) },
      agent: false,
    });
    message.on("response", resolve).on("error", reject);
    if (outgoing.body) Readable.from(outgoing.body).on("error", reject).pipe(message);
    else message.end();
  });
}

/** What came over the wire, for `openAnswer`. */
export function wireAnswer(message: IncomingMessage): WireAnswer {
  const header = (name: string) => message.headersDistinct[name]?.join(", ");
  return { status: message.statusCode ?? 0, header, body: message };
}

export interface PairingOptions extends AcceptOptions, Partial<OfferOptions> {
  readonly port: number;
  readonly signedClientId?: string;
  /** The `Host` of the pairing. Default: the address of this machine. */
  readonly host?: string;
}

/** Pairs with the relay on a port. Throws when it refuses, or when the client does not believe the answer. */
export async function pairWith(options: PairingOptions): Promise<Pair> {
  const offer = await makeOffer({ ...options, origin: options.origin ?? `http://127.0.0.1:${options.port}` });
  const headers: [string, string][] = [["content-type", "application/json"]];
  if (options.signedClientId) headers.push(["x-mte-relay", options.signedClientId]);
  if (options.host) headers.push(["host", options.host]);
  if (options.page) headers.push(["origin", options.page]);
  const body = [Buffer.from(JSON.stringify([offer.element]))];
  const answer = await send({ port: options.port, method: "POST", target: "/api/mte-pair", headers, body });
  const text = Buffer.concat(await answer.toArray()).toString();
  if (answer.statusCode !== 200) throw new Error(`the relay answers a pairing with ${answer.statusCode}: ${text}`);
  const [element] = JSON.parse(text) as PairAnswer[];
  if (!element) throw new Error("the relay answers a pairing with nothing");
  return acceptAnswer(offer, element, String(answer.headers["x-mte-relay"]), options);
}

/** Sends a request that was sealed before. A body of several frames is sent in chunks, frame by frame. */
export async function sendSealed(port: number, sealed: SealedRequest, clear: Lines = []): Promise<Conclusion> {
  const headers: [string, string][] = [
    ["x-mte-relay", sealed.relay],
    ["x-mte-relay-eh", sealed.sealedHead],
  ];
  if (sealed.body) headers.push(["content-type", "application/octet-stream"]);
  const message = await send({
    port,
    method: sealed.method,
    target: sealed.target,
    headers: [...headers, ...clear.map(([name, value]) => [name, value] as [string, string])],
    ...(sealed.body && { body: sealed.body }),
  });
  return openAnswer(sealed, wireAnswer(message));
}

/** Seals and sends a request. */
export function exchange(port: number, pair: Pair, request: PlainRequest): Promise<Conclusion> {
  return sendSealed(port, sealRequest(pair, request));
}
