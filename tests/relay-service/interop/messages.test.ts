import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { exchange, send, sendSealed, wireAnswer } from "../../support/independent-client/exchange.ts";
import { bodyText, openAnswer } from "../../support/independent-client/opened-answer.ts";
import { requestBytes, type SealedRequest, sealRequest, type UrlMode } from "../../support/independent-client/sealed-request.ts";
import { rawConnection } from "../../support/relay/raw-http.ts";
import { pairedRelay } from "./paired-relay.ts";
import { outcome } from "./relay-behind-intermediary.ts";

const made = pairedRelay();

const MODES: readonly (readonly [string, UrlMode])[] = [
  ["in the clear", 0],
  ["sealed in the path", 1],
  ["sealed in the head", 2],
];

describe("a client that is written only from the protocol's description", () => {
  describe.each(MODES)("with its url %s,", (_, urlMode) => {
    it.each(["GET", "HEAD", "DELETE", "OPTIONS"])("gets a %s without a body through", async (method) => {
      const answer = await outcome(exchange(made.relay.port, made.pair, { method, target: "api/item?id=%2F7&a=b+c", urlMode }));
      expect(made.relay.upstream.seen).toMatchObject([{ method, target: "/api/item?id=%2F7&a=b+c", whole: true }]);
      expect(made.relay.upstream.seen[0]?.body).toHaveLength(0);
      const text = JSON.stringify({ method, target: "/api/item?id=%2F7&a=b+c", body: "" });
      expect(answer).toMatchObject({ kind: "answer", status: 200, text: method === "HEAD" ? "" : text });
    });

    it.each(["POST", "PUT", "PATCH", "DELETE"])("gets a %s with a body through", async (method) => {
      const body = [Buffer.from('{"amount":'), Buffer.from("10"), Buffer.from("}")];
      const headers = [["content-type", "application/json"]] as const;
      const answer = await outcome(exchange(made.relay.port, made.pair, { method, target: "", headers, body, urlMode }));
      expect(made.relay.upstream.seen).toMatchObject([{ method, target: "/", headers: { "content-type": "application/json" } }]);
      expect(answer).toMatchObject({ kind: "answer", text: JSON.stringify({ method, target: "/", body: '{"amount":10}' }) });
    });
  });

  it("sends an empty body as a body", async () => {
    const answer = await outcome(exchange(made.relay.port, made.pair, { method: "POST", target: "x", body: [] }));
    expect(answer).toMatchObject({ kind: "answer", status: 200 });
    expect(made.relay.upstream.seen[0]?.headers["content-length"]).toBe("0");
  });

  it("pads its body without the upstream seeing the padding", async () => {
    const sealed = sealRequest(made.pair, { method: "POST", target: "x", body: [Buffer.from("\x02\x00")] });
    expect(await outcome(sendSealed(made.relay.port, sealed))).toMatchObject({ kind: "answer" });
    expect(made.relay.upstream.seen[0]?.body.toString("latin1")).toBe("\x02\x00");
  });

  it("has each of its headers delivered, even one that is repeated", async () => {
    const headers = [
      ["authorization", "Bearer sealed"],
      ["x-custom", "one"],
      ["x-custom", "two, three"],
      ["accept", "text/html"],
    ] as const;
    await exchange(made.relay.port, made.pair, { method: "GET", target: "x", headers });
    const { rawHeaders = [] } = made.relay.upstream.seen[0] ?? {};
    const arrived = rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name.toLowerCase(), rawHeaders[i + 1]]] : []));
    for (const header of headers) expect(arrived).toContainEqual([...header]);
  });

  it("receives headers sealed and cookies in the clear", async () => {
    made.relay.upstream.handle((_request, response) => {
      response
        .writeHead(200, [...["x-secret", "1", "x-secret", "2", "set-cookie", "a=1; Path=/", "set-cookie", "b=2"]])
        .end("text");
    });
    const { message, conclusion } = await sent(sealRequest(made.pair, { method: "GET", target: "x" }));
    const headers = conclusion.kind === "answer" ? conclusion.headers : [];
    expect(headers.filter(([name]) => name === "x-secret").map(([, value]) => value)).toEqual(["1", "2"]);
    expect(headers.map(([name]) => name)).not.toContain("set-cookie");
    expect(message.headers["set-cookie"]).toEqual(["a=1; Path=/", "b=2; Path=/"]);
    expect(message.headers).toMatchObject({ "cache-control": "no-store", "content-type": "application/octet-stream" });
    expect(message.headers).not.toHaveProperty("x-secret");
  });
});

/** Sends a request and shows both what is on the wire and what it means. */
async function sent(sealed: SealedRequest) {
  const message = await send({
    port: made.relay.port,
    method: sealed.method,
    target: sealed.target,
    headers: [
      ["x-mte-relay", sealed.relay],
      ["x-mte-relay-eh", sealed.sealedHead],
    ],
  });
  const conclusion = openAnswer(sealed, wireAnswer(message));
  if (conclusion.kind === "answer") for await (const _ of conclusion.body);
  else message.resume();
  return { message, conclusion };
}

describe("requests on one connection", () => {
  it("follow each other, each answered under its own keys", async () => {
    made.relay.upstream.handle((request, response) => void request.resume().on("end", () => response.end(request.url)));
    const connection = await rawConnection(made.relay.port);
    for (const target of ["first", "second", "third"]) {
      const sealed = sealRequest(made.pair, { method: "POST", target, body: [Buffer.from("body")] });
      const bytes = requestBytes(sealed);
      // Cut in the middle of the header line, and of the body.
      for (const piece of [bytes.subarray(0, 100), bytes.subarray(100, -3), bytes.subarray(-3)]) connection.send(piece);
      const { status, header, body } = await connection.answer();
      const conclusion = openAnswer(sealed, { status, header, body: Readable.from([body]) });
      expect(conclusion).toMatchObject({ kind: "answer", status: 200 });
      expect(conclusion.kind === "answer" && (await bodyText(conclusion.body))).toBe(`/${target}`);
    }
    connection.socket.destroy();
  });
});

describe("the true status is sealed, whatever status is sent in the clear:", () => {
  const same = [200, 201, 202, 204, 206, 400, 403, 404, 410, 418, 422, 429, 451, 500, 501, 502, 503, 504, 558, 570, 599];
  const hidden = [205, 300, 301, 302, 303, 304, 307, 308, 401, 407, 408, 421, 425, 559, 560, 562, 566, 569];

  it.each([...same.map((s) => [s, s]), ...hidden.map((s) => [s, 200])])("%i is sent as %i", async (status, outer) => {
    made.relay.upstream.handle((_request, response) => {
      response
        .writeHead(status, { location: "/elsewhere", etag: '"1"' })
        .end([204, 205, 304].includes(status) ? undefined : "text");
    });
    const { message, conclusion } = await sent(sealRequest(made.pair, { method: "GET", target: "x" }));
    expect(message.statusCode).toBe(outer);
    expect(message.headers.location).toBeUndefined();
    expect(conclusion).toMatchObject({ kind: "answer", status });
    expect(conclusion.kind === "answer" && conclusion.headers).toContainEqual(["location", "/elsewhere"]);
    expect(made.relay.upstream.seen).toHaveLength(1);
  });
});
