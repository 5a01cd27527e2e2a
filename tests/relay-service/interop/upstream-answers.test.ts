import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { exchange, pairWith, send, wireAnswer } from "../../support/independent-client/exchange.ts";
import { openAnswer } from "../../support/independent-client/opened-answer.ts";
import type { UrlMode } from "../../support/independent-client/sealed-request.ts";
import { sealRequest } from "../../support/independent-client/sealed-request.ts";
import { runRelay } from "../../support/relay/running-relay.ts";
import { answering, scriptedServer } from "../http1/scripted-server.ts";
import { pairedRelay } from "./paired-relay.ts";
import { outcome } from "./relay-behind-intermediary.ts";

const made = pairedRelay();
const get = (urlMode: UrlMode = 2) => outcome(exchange(made.relay.port, made.pair, { method: "GET", target: "x", urlMode }));

/** The head of an answer to a sealed GET, as it is on the wire. */
async function head(urlMode: UrlMode) {
  const sealed = sealRequest(made.pair, { method: "GET", target: "account/login", urlMode });
  const message = await send({
    port: made.relay.port,
    method: "GET",
    target: sealed.target,
    headers: [
      ["x-mte-relay", sealed.relay],
      ["x-mte-relay-eh", sealed.sealedHead],
    ],
  });
  message.resume();
  return message.headers;
}

describe("a content coding that the upstream applies although it was asked for none", () => {
  const text = "text ".repeat(1000);

  it.each([
    ["gzip", gzipSync(text)],
    ["x-gzip", gzipSync(text)],
    ["deflate", deflateSync(text)],
    ["deflate", deflateRawSync(text)],
    ["gzip, deflate", deflateSync(gzipSync(text))],
    ["deflate, gzip", gzipSync(deflateRawSync(text))],
    ["gzip", Buffer.concat([gzipSync(text.slice(0, 10)), gzipSync(text.slice(10))])],
    ["zstd", Buffer.concat([zstdCompressSync(text.slice(0, 10)), zstdCompressSync(text.slice(10))])],
    ["identity", Buffer.from(text)],
    ["GZIP , identity", gzipSync(text)],
    ["gzip", Buffer.alloc(0)],
    ["br", Buffer.alloc(0)],
    ["deflate, gzip", Buffer.alloc(0)],
  ])("is decoded when it is %s", async (coding, body) => {
    made.relay.upstream.handle((_request, response) => response.writeHead(200, { "content-encoding": coding }).end(body));
    const answer = await get();
    expect(answer).toMatchObject({ kind: "answer", status: 200, text: body.length === 0 ? "" : text });
    expect(answer.kind === "answer" && answer.headers.map(([name]) => name)).not.toContain("content-encoding");
  });

  it("is decoded when it is named in two header lines", async () => {
    made.relay.upstream.handle((_request, response) =>
      response.writeHead(200, ["content-encoding", "deflate", "content-encoding", "gzip"]).end(gzipSync(deflateSync(text))),
    );
    expect(await get()).toMatchObject({ kind: "answer", text });
  });

  it("is decoded as far as it is known, and the rest is named", async () => {
    made.relay.upstream.handle((_request, response) =>
      response.writeHead(200, { "content-encoding": "compress, gzip" }).end(gzipSync("packed")),
    );
    const answer = await get();
    expect(answer).toMatchObject({ kind: "answer", text: "packed" });
    expect(answer.kind === "answer" && answer.headers).toContainEqual(["content-encoding", "compress"]);
  });

  it.each([
    ["HEAD", 200],
    ["GET", 304],
  ])("is removed, with the headers of the coded body, when there is no body (%s, %i)", async (method, status) => {
    const body = gzipSync(text);
    made.relay.upstream.handle((_request, response) =>
      response
        .writeHead(status, {
          "content-encoding": "gzip",
          "content-length": body.length,
          "content-digest": "sha-256=:x:",
          etag: '"1"',
        })
        .end(),
    );
    const answer = await outcome(exchange(made.relay.port, made.pair, { method, target: "x" }));
    expect(answer).toMatchObject({ kind: "answer", status });
    const names = answer.kind === "answer" ? answer.headers.map(([name]) => name) : [];
    expect(names).toContain("etag");
    for (const name of ["content-encoding", "content-length", "content-digest"]) expect(names).not.toContain(name);
  });

  it("leaves the length in an answer to HEAD unchanged when it is absent", async () => {
    made.relay.upstream.handle((_request, response) => response.writeHead(200, { "content-length": 5000 }).end());
    const answer = await outcome(exchange(made.relay.port, made.pair, { method: "HEAD", target: "x" }));
    expect(answer.kind === "answer" && answer.headers).toContainEqual(["content-length", "5000"]);
  });

  it("is kept for a partial body, which cannot be decoded alone", async () => {
    const part = gzipSync(text).subarray(5, 20);
    made.relay.upstream.handle((_request, response) =>
      response.writeHead(206, { "content-encoding": "gzip", "content-range": "bytes 5-19/100" }).end(part),
    );
    const answer = await get();
    expect(answer).toMatchObject({ kind: "answer", status: 206 });
    expect(answer.kind === "answer" && answer.headers).toContainEqual(["content-encoding", "gzip"]);
  });

  it("never turns a truncated body, or one with surplus bytes, into a complete one", async () => {
    const halfFrame = Buffer.concat([zstdCompressSync(text), zstdCompressSync(text).subarray(0, 10)]);
    for (const [coding, body] of [
      ["gzip", gzipSync(text).subarray(0, 20)],
      ["gzip", Buffer.from("no gzip at all")],
      ["zstd", halfFrame],
      ["gzip", Buffer.concat([gzipSync(text), Buffer.alloc(4)])],
      ["br", Buffer.concat([brotliCompressSync(text), Buffer.from("more")])],
      ["deflate", Buffer.concat([deflateSync(text), Buffer.from("more")])],
    ] as const) {
      made.relay.upstream.handle((_request, response) => response.writeHead(200, { "content-encoding": coding }).end(body));
      expect((await get()).kind).not.toBe("answer");
    }
  });
});

describe("an upstream status that HTTP does not have", () => {
  it.each([600, 799, 999])("such as %i becomes a sealed 502, and the request is not sent again", async (status) => {
    const server = await scriptedServer(answering(() => `HTTP/1.1 ${status} Odd\r\ncontent-length: 2\r\n\r\nok`));
    onTestFinished(() => server[Symbol.asyncDispose]());
    const relay = await runRelay({ env: { UPSTREAM: `http://127.0.0.1:${server.port}` } });
    onTestFinished(() => relay.close());
    const pair = await pairWith({ port: relay.port });
    for (const method of ["GET", "DELETE"]) {
      const answer = await outcome(exchange(relay.port, pair, { method, target: "x" }));
      expect(answer).toMatchObject({ kind: "answer", status: 502, text: '{"error":"upstream-status"}' });
    }
    expect(relay.logged).toContainEqual(expect.objectContaining({ reason: `the status ${status} is above 599` }));
  });
});

describe("answer headers that are too long to be sealed", () => {
  const cookies = (count: number, length: number) =>
    Array.from({ length: count }, (_, index) => `c${index}=${"a".repeat(length)}`);

  it.each([
    ["one long header", { "x-long": "a".repeat(12_000) }],
    ["a long header beside cookies, which travel outside", { "x-long": "a".repeat(8500), "set-cookie": cookies(3, 2000) }],
    ["cookies alone", { "set-cookie": cookies(9, 1900) }],
    ["what travels both outside and sealed", { "clear-site-data": `"${"a".repeat(4500)}"`, "x-long": "a".repeat(4000) }],
  ])("become a sealed 502, and never a failed connection: %s", async (_, headers) => {
    made.relay.upstream.handle((_request, response) => response.writeHead(200, headers).end("text"));
    expect(await get()).toMatchObject({ kind: "answer", status: 502, text: '{"error":"upstream-headers"}' });
  });

  it.each([
    ["one long header", { "x-long": "a".repeat(8500) }],
    ["a header and cookies", { "x-long": "a".repeat(4000), "set-cookie": cookies(4, 2000) }],
    ["cookies alone", { "set-cookie": cookies(7, 2000) }],
  ])("may still be as long as Node's fetch accepts them: %s", async (_, headers) => {
    made.relay.upstream.handle((_request, response) => response.writeHead(200, headers).end("text"));
    expect(await get()).toMatchObject({ kind: "answer", status: 200, text: "text" });
  });

  it("are detected in every combination, so that every answer can be read", async () => {
    const statuses = new Set<number>();
    for (let length = 1500; length < 4500; length += 190) {
      made.relay.upstream.handle((_request, response) =>
        response.writeHead(200, { "x-long": "a".repeat(length), "set-cookie": cookies(4, length) }).end("text"),
      );
      const answer = await get();
      expect(answer.kind).toBe("answer");
      if (answer.kind === "answer") statuses.add(answer.status);
    }
    expect([...statuses]).toEqual([200, 502]);
  });
});

describe("a content length that is known", () => {
  it("is sealed with the answer, except when the body is decoded", async () => {
    const lengths: (string | undefined)[] = [];
    const codings = [undefined, "gzip"];
    for (const coding of codings) {
      const body = coding === undefined ? Buffer.alloc(100_000) : gzipSync("text");
      made.relay.upstream.handle((_request, response) =>
        response.writeHead(200, { ...(coding && { "content-encoding": coding }), "content-length": body.length }).end(body),
      );
      const answer = await get();
      lengths.push(answer.kind === "answer" ? answer.headers.find(([name]) => name === "content-length")?.[1] : answer.kind);
    }
    expect(lengths).toEqual(["100000", undefined]);
  });

  const put = (length: string, bytes: number) => {
    const body = Array.from({ length: Math.ceil(bytes / 65_536) }, (_, index) =>
      Buffer.alloc(Math.min(65_536, bytes - index * 65_536), 97),
    );
    const headers = [["content-length", length]] as const;
    return outcome(exchange(made.relay.port, made.pair, { method: "PUT", target: "x", headers, body, urlMode: 2 }));
  };

  it.each([5, 65_536, 3_000_000])("of %i bytes is sent to the upstream with a request", async (bytes) => {
    made.relay.upstream.handle((request, response) => void request.resume().on("end", () => response.end("taken")));
    expect(await put(`${bytes}`, bytes)).toMatchObject({ kind: "answer", status: 200 });
    expect(made.relay.upstream.seen).toMatchObject([{ whole: true, headers: { "content-length": `${bytes}` } }]);
    expect(made.relay.upstream.seen[0]?.headers).not.toHaveProperty("transfer-encoding");
  });

  it.each([
    ["shorter", 6, 5],
    ["longer", 4, 5],
    ["shorter", 1_000_000, 999_999],
  ])("must fit the body: one that is %s reaches no upstream", async (_, announced, bytes) => {
    expect(await put(`${announced}`, bytes)).toEqual({ kind: "not dispatched", code: "open" });
    expect(made.relay.upstream.seen).toEqual([]);
  });

  it.each([
    ["shorter", 3_000_001, 3_000_000],
    ["longer", 2_999_999, 3_000_000],
  ])("must fit a streamed body: one that is %s is never complete for the upstream", async (_, announced, bytes) => {
    made.relay.upstream.handle((request) => void request.resume());
    expect((await put(`${announced}`, bytes)).kind).not.toBe("answer");
    await made.relay.upstream.seen[0]?.over;
    expect(made.relay.upstream.seen[0]?.whole ?? false).toBe(false);
  });

  it.each(["-1", "1e3", "5, 5", "+5", "0x5", ""])("is refused with a sealed 400 when it is %j", async (length) => {
    expect(await put(length, 5)).toMatchObject({ kind: "answer", status: 400 });
    expect(made.relay.upstream.seen).toEqual([]);
  });

  it("above the limit is refused before the body is read", async () => {
    expect(await put("100000000", 5)).toMatchObject({ kind: "answer", status: 413 });
    expect(made.relay.upstream.seen).toEqual([]);
  });
});

describe("a header that only a browser can act on", () => {
  it.each([
    [0, "sid=1; Path=/account"],
    [1, "sid=1; Path=/"],
    [2, "sid=1; Path=/"],
  ] as const)("is sent in the clear: a cookie, with the path that its browser sees (url mode %i)", async (urlMode, expected) => {
    made.relay.upstream.handle((_request, response) =>
      response.writeHead(200, { "set-cookie": "sid=1; Path=/account" }).end("x"),
    );
    expect((await head(urlMode))["set-cookie"]).toEqual([expected]);
  });

  it("is sent in the clear and sealed: Clear-Site-Data", async () => {
    made.relay.upstream.handle((_request, response) =>
      response.writeHead(200, { "clear-site-data": '"cookies", "storage"' }).end("x"),
    );
    expect((await head(2))["clear-site-data"]).toBe('"cookies", "storage"');
    const answer = await get();
    expect(answer.kind === "answer" && answer.headers).toContainEqual(["clear-site-data", '"cookies", "storage"']);
  });
});

it("a location is ASCII and relative to the relay, whatever bytes the upstream sends", async () => {
  const server = await scriptedServer(
    answering(() => "HTTP/1.1 302 Found\r\nlocation: //127.0.0.1/caf\xc3\xa9\r\ncontent-length: 0\r\n\r\n"),
  );
  onTestFinished(() => server[Symbol.asyncDispose]());
  const relay = await runRelay({ env: { UPSTREAM: `http://127.0.0.1:${server.port}` } });
  onTestFinished(() => relay.close());
  const answer = await exchange(relay.port, await pairWith({ port: relay.port }), { method: "GET", target: "x" });
  expect(answer.kind === "answer" && answer.headers).toContainEqual(["location", "/caf%C3%A9"]);
});

it.each([0, 1, 2] as const)("a backslash in a query reaches the upstream unchanged (url mode %i)", async (urlMode) => {
  made.relay.upstream.handle((_request, response) => response.end("x"));
  const target = "x?q=C:\\dir&r={a}|^`";
  expect(await outcome(exchange(made.relay.port, made.pair, { method: "GET", target, urlMode }))).toMatchObject({ status: 200 });
  expect(made.relay.upstream.seen[0]?.target).toBe(`/${target}`);
});

describe("the Max-Forwards header", () => {
  const options = (forwards: string) =>
    outcome(
      exchange(made.relay.port, made.pair, { method: "OPTIONS", target: "x", urlMode: 2, headers: [["max-forwards", forwards]] }),
    );

  it.each(["0", "000"])("makes the relay answer an OPTIONS itself when it is %s", async (forwards) => {
    const answer = await options(forwards);
    expect(answer).toMatchObject({ kind: "answer", status: 204, text: "" });
    expect(answer.kind === "answer" && answer.headers.find(([name]) => name === "allow")?.[1]).toContain("GET, HEAD");
    expect(made.relay.upstream.seen).toEqual([]);
  });

  it("is decreased by one in an OPTIONS that goes to the upstream", async () => {
    made.relay.upstream.handle((_request, response) => response.writeHead(204).end());
    for (const forwards of ["1", "10", "x"]) expect(await options(forwards)).toMatchObject({ kind: "answer", status: 204 });
    expect(made.relay.upstream.seen.map(({ headers }) => headers["max-forwards"])).toEqual(["0", "9", "x"]);
  });

  it("is unchanged for other methods", async () => {
    made.relay.upstream.handle((_request, response) => response.end("x"));
    const headers = [["max-forwards", "0"]] as const;
    await exchange(made.relay.port, made.pair, { method: "GET", target: "x", headers });
    expect(made.relay.upstream.seen[0]?.headers["max-forwards"]).toBe("0");
  });
});

it("a sealed answer that the relay is busy has a Retry-After", async () => {
  const relay = await runRelay({ env: { VERIFY_BODY_BYTES: "65536" } });
  const pair = await pairWith({ port: relay.port });
  const ended = Promise.withResolvers<void>();
  onTestFinished(() => ended.resolve());
  /** A body that is never complete: all frames but the final one. */
  const begun = async () => {
    const sealed = sealRequest(pair, {
      method: "POST",
      target: "x",
      body: [Buffer.alloc(60_000), Buffer.from("end")],
      urlMode: 2,
    });
    async function* frames(): AsyncGenerator<Buffer> {
      yield sealed.body?.[0] as Buffer;
      await ended.promise;
    }
    const { method, target } = sealed;
    const headers: [string, string][] = [
      ["x-mte-relay", sealed.relay],
      ["x-mte-relay-eh", sealed.sealedHead],
      ["content-type", "application/octet-stream"],
    ];
    return outcome(
      send({ port: relay.port, method, target, headers, body: frames() }).then((m) => openAnswer(sealed, wireAnswer(m))),
    );
  };
  // More than the memory for all bodies that are being verified.
  const answer = await Promise.race(Array.from({ length: 80 }, begun));
  expect(answer).toMatchObject({ kind: "answer", status: 503, text: '{"error":"busy"}' });
  expect(answer.kind === "answer" && answer.headers).toContainEqual(["retry-after", "1"]);
  ended.resolve();
  await relay.close();
});
