import { isDeepStrictEqual } from "node:util";
import { exchange, pairWith } from "../support/independent-client/exchange.ts";
import { outcome } from "../support/independent-client/outcome.ts";
import type { PlainRequest, UrlMode } from "../support/independent-client/sealed-request.ts";
import { instrumentedUpstream, type SeenRequest } from "../support/relay/instrumented-upstream.ts";
import { runRelay } from "../support/relay/running-relay.ts";
import { Chance, mutateJson, mutateText } from "./mutation.ts";

/** The results of requests that were sealed correctly with contents that no honest client would send. */
export interface HeadFuzzResult {
  /** Requests that were refused, by the refusal that the client received; none of them reached the upstream. */
  readonly refused: Readonly<Record<string, number>>;
  /** Requests that reached the upstream, once, with everything that the client may set and what the relay sets itself. */
  readonly taken: number;
}

type Line = readonly [name: string, value: string];

/** Harmless values and values of an attacker; one in four is of the second kind. */
const NAMES = [
  [
    ...["accept", "content-type", "x-a", "cookie", "range", "origin", "authorization"],
    ...["x-forwarded-for", "forwarded", "via", "x-request-id", "x-original-url", "X-HTTP-Method_Override", "true-client-ip"],
  ],
  [
    ...["host", "connection", "keep-alive", "te", "trailer", "transfer-encoding", "content-length", "upgrade", "expect"],
    ...["proxy-connection", "proxy-authorization", "x-mte-relay", "x-mte-relay-eh", "Transfer-Encoding ", "__proto__"],
    ...["", " ", "a b", "a:", ":path", "é", "x\r\ny", "x\0"],
  ],
] as const;
const VALUES = [
  ["b", "", "text/plain", "bytes=0-1", "5", "x-a", "*/*;q=0.1", "x-request-id", "x".repeat(500)],
  [
    ...[" ", "\t", " led", "trailed ", "close, x-a", "chunked", "gzip, chunked", "+1", "5, 5"],
    ...["100-continue", "websocket", "a\0b", "é", "\u{1f600}", "x".repeat(9000)],
    ...["a\r\nx-b: c", "a\nx-b: c", "a\rb", "a\r\n\r\nGET /smuggled HTTP/1.1\r\nhost: x\r\n\r\n"],
  ],
] as const;
const TARGETS = [
  ["", "items", "items?x=1", "a//b", "?", "a%20b", "x".repeat(500)],
  [
    ...["a/../../b", "%2e%2e/b", "//elsewhere.example/", "http://elsewhere.example/", "\\\\elsewhere.example"],
    ...["a#b", "*", "a%", "a%zz", "a%00", "a b", "a HTTP/1.1\r\nx-b: c\r\n\r\n", "a\tb", "a\0b", "é", "x".repeat(9000)],
  ],
] as const;

/** Headers that no client may set for the upstream, even with `_` for `-`. */
const NOT_THE_CLIENTS = new Set([
  ...["connection", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"],
  ...["proxy-connection", "proxy-authorization", "proxy-authenticate", "host", "content-length", "expect"],
  ...["forwarded", "via", "x-real-ip", "x-amzn-trace-id", "accept-encoding"],
  // Only the page that has paired determines it.
  "origin",
  ...["x-original-url", "x-http-method-override", "true-client-ip"],
]);
const NOT_THE_CLIENTS_EITHER = /^x-(forwarded|mte)-/;
/** Headers of which each sender writes its own. */
const FRAMING = new Set(["host", "connection", "content-length", "transfer-encoding"]);

/** The refusals that a client may get for what it seals. The last is the HTTP server's, for a head above its limit. */
const REFUSALS = new Set(["not dispatched: open", "refused: form", '400 {"error":"target"}', '400 {"error":"headers"}', "431 "]);

/**
 * Pairs with a real relay and sends it requests whose sealed head and url are changed. Each must be refused, or reach the upstream as one
 * request with exactly the contents that the client has sealed. Throws an error with the input, which the same seed gives again.
 */
export async function fuzzHeads(seed: number, inputs: number): Promise<HeadFuzzResult> {
  const chance = new Chance(seed);
  await using upstream = await instrumentedUpstream((request, response) => {
    request.on("end", () => response.end("x")).resume();
  });
  await using relay = await runRelay({ upstream, env: { MAX_BODY_BYTES: "100000" } });
  const refused: Record<string, number> = {};
  let taken = 0;
  let pair = await pairWith({ port: relay.port });
  for (let index = 0; index < inputs; index++) {
    if (pair.nextSequence > 8000) pair = await pairWith({ port: relay.port });
    const request = oddRequest(chance);
    upstream.seen.length = 0;
    const result = await outcome(exchange(relay.port, pair, request)).catch((error: Error) => `broken off: ${error.message}`);
    const isTaken = result.startsWith("200");
    const problem = isTaken ? problemOf(request, upstream.seen, relay.url) : problemOfRefusal(result, upstream.seen);
    if (problem) {
      const sent = upstream.seen.map(({ method, target, rawHeaders }) => [method, target, rawHeaders]);
      const input = JSON.stringify({ request, result, sent }).replace(/x{100,}/g, "x…");
      throw new Error(`input ${index} of seed ${seed}: ${problem}: ${input}`);
    }
    if (isTaken) taken++;
    else refused[result] = (refused[result] ?? 0) + 1;
  }
  return { refused, taken };
}

function oddRequest(chance: Chance): PlainRequest {
  const pick = ([usual, odd]: readonly [readonly string[], readonly string[]]) => chance.of(chance.next(4) === 0 ? odd : usual);
  const urlMode = chance.next(3) as UrlMode;
  const headers = Array.from({ length: chance.next(4) }, (): Line => [pick(NAMES), pick(VALUES)]);
  const target = chance.next(8) === 0 ? mutateText(chance, pick(TARGETS)) : pick(TARGETS);
  const honest = { h: headers, ...(urlMode === 2 && { u: target }) };
  const heads = [
    undefined,
    undefined,
    () => JSON.stringify(mutateJson(chance, honest)),
    () => mutateText(chance, JSON.stringify(honest)),
  ];
  const head = chance.of(heads)?.();
  return {
    method: chance.of(["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"]),
    // In the clear it is the request-target of an HTTP message, so the HTTP server refuses these before the relay sees them.
    target: urlMode === 0 ? target.replace(/[^!-[\]-~]/g, "") : target,
    headers,
    urlMode,
    ...(chance.next(2) === 0 && { body: [chance.bytes(chance.next(40))] }),
    ...(head !== undefined && { head }),
  };
}

function problemOfRefusal(result: string, seen: readonly SeenRequest[]): string | undefined {
  if (seen.length > 0) return "it was refused, and reached the upstream";
  return REFUSALS.has(result) ? undefined : "no such refusal is known";
}

function problemOf(
  { headers = [], head, method, target, urlMode, body = [] }: PlainRequest,
  seen: readonly SeenRequest[],
  relayUrl: string,
): string | undefined {
  const [one, ...more] = seen;
  if (!one || more.length > 0) return `${seen.length} requests reached the upstream`;
  const { h, u } = head === undefined ? { h: headers, u: target } : (JSON.parse(head) as { h: Line[]; u: string });
  if (one.method !== method) return "another method";
  if (one.target !== `/${urlMode === 2 ? u : target}`) return "another target";
  if (!isDeepStrictEqual(one.body, Buffer.concat(body.map((piece) => Buffer.from(piece as string))))) return "another body";
  const lines = Array.from(
    { length: one.rawHeaders.length / 2 },
    (_, at) => one.rawHeaders.slice(2 * at, 2 * at + 2) as [string, string],
  );
  const framing = lines.map(([name]) => name).filter((name) => FRAMING.has(name));
  if (new Set(framing).size !== framing.length || (framing.includes("content-length") && framing.includes("transfer-encoding"))) {
    return "framed in two ways";
  }
  const expected = [...allowed(h), ...headersOfRelay(relayUrl)];
  const rest = lines.filter(([name]) => !FRAMING.has(name));
  // The relay adds its own when the client has none.
  if (!expected.some(([name]) => name === "x-request-id")) {
    const [name, value = ""] = rest.pop() ?? [];
    if (name !== "x-request-id" || !/^[0-9a-f]{12}-[0-9a-z]+$/.test(value)) return "no request id";
  }
  return isDeepStrictEqual(rest, expected) ? undefined : "other headers";
}

/** The sealed headers that must reach the upstream, as they must arrive there. */
function allowed(headers: readonly Line[]): Line[] {
  const listed = headers.find(([name]) => name.toLowerCase() === "connection")?.[1] ?? "";
  const connection = listed.split(",").map((name) => name.trim().toLowerCase());
  const isAllowed = (name: string) => {
    // CGI and WSGI read whatever is no letter and no digit as the same character.
    const dashed = name.replace(/[^a-z\d]/g, "-");
    return !NOT_THE_CLIENTS.has(dashed) && !NOT_THE_CLIENTS_EITHER.test(dashed) && !connection.includes(name);
  };
  return headers
    .map(([name, value]): Line => [name.toLowerCase(), value.replace(/^[ \t]+|[ \t]+$/g, "")])
    .filter(([name]) => isAllowed(name));
}

function headersOfRelay(url: string): Line[] {
  return [
    ["accept-encoding", "identity"],
    ["x-forwarded-for", "127.0.0.1"],
    ["via", "1.1 mte-relay"],
    ["x-forwarded-proto", "http"],
    ["x-forwarded-host", new URL(url).host],
  ];
}
