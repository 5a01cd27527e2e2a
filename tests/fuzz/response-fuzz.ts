import { type IncomingMessage, request } from "node:http";
import { Duplex } from "node:stream";
import { type ParsedResponse, parsedResponse } from "../relay-service/http1/parsed-response.ts";
import { Chance, mutateBytes, mutateText } from "./mutation.ts";

export interface ResponseFuzzResult {
  readonly inputs: number;
  /** Answers that both readers accepted, with the same result. */
  readonly alike: number;
  /** Answers that the relay's reader accepted as the last on their connection: the bytes after them are dropped. */
  readonly notPersistent: number;
  /** Answers that the relay's reader alone refused: it is the stricter one. */
  readonly refusedHere: number;
  readonly refusedByBoth: number;
}

const ANSWERS = [
  "HTTP/1.1 200 OK\r\nDate: x\r\ncontent-length: 11\r\nset-cookie: a=b\r\nset-cookie: c=d\r\n\r\nhello world",
  "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nx-trailer: y\r\n\r\n",
  "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 3\r\n\r\nno!",
  "HTTP/1.1 304 Not Modified\r\netag: x\r\n\r\n",
  "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok",
];
/** Pieces that make an answer invalid. */
const ODD_LINES = [
  "content-length: 3",
  "transfer-encoding: chunked",
  "transfer-encoding: identity",
  "connection: close",
  " folded",
  "a : b",
  "a:\tb ",
  "\r",
  "",
  "0",
  "HTTP/1.1 200 OK",
];
const ODD_ENDS = ["\n", "\r", "\r\r\n", "\n\r"];
/** Characters that have a meaning for some reader, and some that have none. */
const ODD_CHARACTERS = [...' \t\r\n\0:;,=+-."019afxAX\x0b\x7f\x85\xa0\xff'];

/**
 * Gives changed answers to the relay's reader and to Node's own client, whose parser is llhttp. Where the relay
 * would use the connection again, its reader must have read the same answer: two readers that disagree about where an answer ends would give one client's answer to another.
 * Throws an error that names the input, which the same seed gives again.
 */
export async function fuzzResponses(seed: number, inputs: number): Promise<ResponseFuzzResult> {
  const chance = new Chance(seed);
  const count = { alike: 0, notPersistent: 0, refusedHere: 0, refusedByBoth: 0 };
  for (let input = 0; input < inputs; input++) {
    const bytes = changed(chance, chance.of(ANSWERS));
    const here = parsedResponse([bytes]);
    const there = await readByNode(bytes);
    if (here === null) count[there === null ? "refusedByBoth" : "refusedHere"]++;
    else if (!here.isPersistent) count.notPersistent++;
    else {
      const same = there !== null && here.status === there.status && here.body === there.body && sameHeaders(here, there);
      if (!same)
        throw new Error(`seed ${seed}, input ${input}: ${JSON.stringify({ bytes: bytes.toString("latin1"), here, there })}`);
      count.alike++;
    }
  }
  return { inputs, ...count };
}

function changed(chance: Chance, answer: string): Buffer {
  const lines = answer.split("\r\n");
  const bytesOf = (text: string) => Buffer.from(text, "latin1");
  // Small changes for the most part: an answer that both refuse compares little.
  const ways = [
    () => bytesOf(retyped(chance, answer)),
    () => bytesOf(retyped(chance, retyped(chance, answer))),
    () => bytesOf(lines.toSpliced(1 + chance.next(lines.length - 1), chance.next(2), chance.of(ODD_LINES)).join("\r\n")),
    () => bytesOf(answer.replaceAll("\r\n", (end) => (chance.next(8) === 0 ? chance.of(ODD_ENDS) : end))),
    () => (chance.next(2) === 0 ? mutateBytes(chance, bytesOf(answer)) : bytesOf(mutateText(chance, answer))),
  ];
  return chance.of(ways)();
}

/** Inserts, removes or changes one character, as a typing error does. */
function retyped(chance: Chance, text: string): string {
  const at = chance.next(text.length);
  return text.slice(0, at) + chance.of(["", chance.of(ODD_CHARACTERS)]) + text.slice(at + chance.next(2));
}

function sameHeaders(here: ParsedResponse, there: Omit<ParsedResponse, "isPersistent">): boolean {
  return JSON.stringify(here.headers) === JSON.stringify(there.headers);
}

/** The first whole answer as Node's client reads it; null when it refuses it or finds it incomplete. */
function readByNode(bytes: Buffer): Promise<Omit<ParsedResponse, "isPersistent"> | null> {
  const { promise, resolve } = Promise.withResolvers<Omit<ParsedResponse, "isPersistent"> | null>();
  const socket = new Duplex({ read() {}, write: (_piece, _encoding, done) => done() });
  const sent = request({ createConnection: () => socket }, (response: IncomingMessage) => {
    let body = "";
    response.setEncoding("latin1");
    response.on("data", (piece: string) => (body += piece));
    response.on("error", () => resolve(null));
    response.on("end", () => {
      const { statusCode: status = 0, rawHeaders, complete } = response;
      const headers: [string, string][] = [];
      for (let at = 0; at < rawHeaders.length; at += 2)
        headers.push([(rawHeaders[at] as string).toLowerCase(), rawHeaders[at + 1] as string]);
      resolve(complete ? { status, headers, body } : null);
    });
  });
  sent.on("error", () => resolve(null));
  sent.on("close", () => resolve(null));
  sent.end();
  socket.push(bytes);
  socket.push(null);
  return promise;
}
