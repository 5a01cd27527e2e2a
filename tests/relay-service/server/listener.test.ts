import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RawAnswer, rawConnection, rawRequest } from "../../support/relay/raw-http.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";

let relay: RelayUnderTest;
beforeAll(async () => {
  relay = await runRelay({
    env: { PASS_THROUGH_ROUTES: "/open/*", PUBLIC_ORIGINS: "https://relay.example.com,http://relay:8080" },
  });
});
afterAll(() => relay.close());
beforeEach(() => {
  relay.upstream.seen.length = 0;
});

const ask = (head: string, method = "GET") => rawRequest(relay.port, `${head}\r\n\r\n`, method);

describe("an unusual request that HTTP allows", () => {
  it.each([
    ["HTTP/1.0 without a host", "GET /healthz/ready HTTP/1.0"],
    ["HTTP/1.0 with a host", "GET /healthz/ready HTTP/1.0\r\nhost: relay"],
    ["absolute form", "GET http://relay:8080/healthz/ready HTTP/1.1\r\nhost: relay:8080"],
    [
      "absolute form with the default port",
      "GET https://relay.example.com:443/healthz/ready HTTP/1.1\r\nhost: relay.example.com",
    ],
    ["absolute form, whatever Host says", "GET https://RELAY.example.com/healthz/ready HTTP/1.1\r\nhost: elsewhere"],
    ["absolute form with a scheme in capitals", "GET HTTP://relay:8080/healthz/ready HTTP/1.1\r\nhost: relay:8080"],
    ["a host with an empty port", "GET /healthz/ready HTTP/1.1\r\nhost: relay:"],
    ["an IPv6 host", "GET /healthz/ready HTTP/1.1\r\nhost: [::1]:8080"],
    ["a host with an underscore", "GET /healthz/ready HTTP/1.1\r\nhost: my_service"],
    ["an empty host", "GET /healthz/ready HTTP/1.1\r\nhost:"],
  ])("is served: %s", async (_, head) => {
    expect((await ask(head)).status).toBe(200);
  });

  it.each([
    ["GET /open/x?y=1 HTTP/1.0", "/open/x?y=1"],
    ["GET http://relay:8080/open/x?y=1 HTTP/1.1\r\nhost: relay:8080", "/open/x?y=1"],
    ["GET HTTPS://relay.example.com/open/x HTTP/1.1\r\nhost: elsewhere", "/open/x"],
    ["OPTIONS /open/x HTTP/1.1\r\nhost: relay", "/open/x"],
    ["OPTIONS /open/x HTTP/1.1\r\nhost: relay\r\norigin: https://app.example.com", "/open/x"],
  ])("reaches the upstream of a pass-through route: %j", async (head, target) => {
    expect((await ask(head)).status).toBe(200);
    expect(relay.upstream.seen).toMatchObject([{ target, method: head.split(" ")[0] }]);
  });

  it("may be an OPTIONS for the server as a whole", async () => {
    const answer = await ask("OPTIONS * HTTP/1.1\r\nhost: relay");
    expect([answer.status, answer.header("allow")]).toEqual([204, "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"]);
  });
});

describe("a request that HTTP does not allow", () => {
  it.each([
    ["a host with a space", "GET /open/x HTTP/1.1\r\nhost: a b", 400],
    ["a host with a path", "GET /open/x HTTP/1.1\r\nhost: a/b", 400],
    ["a host with a user", "GET /open/x HTTP/1.1\r\nhost: user@a", 400],
    ["a host list", "GET /open/x HTTP/1.1\r\nhost: a, b/", 400],
    ["an invalid port", "GET /open/x HTTP/1.1\r\nhost: a:b", 400],
    ["an unclosed bracket", "GET /open/x HTTP/1.1\r\nhost: [::1", 400],
    ...["a%zz", "a%", "a%41", "[1::2::3]", "[1.2.3.4]", "[12345::]", "a:99999", ":80", "[::1]x"].map(
      (host): [string, string, number] => [`the host ${host}`, `GET /open/x HTTP/1.1\r\nhost: ${host}`, 400],
    ),
    ["no host", "GET /open/x HTTP/1.1", 400],
    ["no host, for the server as a whole", "OPTIONS * HTTP/1.1", 400],
    ["two hosts, for the server as a whole", "OPTIONS * HTTP/1.1\r\nhost: a\r\nhost: b", 400],
    ["no version", "GET /open/x", 400],
    ["HTTP/2.0", "GET /open/x HTTP/2.0\r\nhost: a", 505],
    ["an unknown expectation", "POST /open/x HTTP/1.1\r\nhost: a\r\nexpect: x\r\ncontent-length: 0", 417],
    ["a bad host on a route of the relay", "GET /healthz/ready HTTP/1.1\r\nhost: a b", 400],
    ["two hosts on a route of the relay", "GET /healthz/ready HTTP/1.1\r\nhost: a\r\nhost: b", 400],
    [
      "a bad host in a preflight",
      "OPTIONS /open/x HTTP/1.1\r\nhost: a b\r\norigin: x\r\naccess-control-request-method: GET",
      400,
    ],
    ["an absolute form for another host", "GET http://evil.example/open/x HTTP/1.1\r\nhost: relay:8080", 400],
    ["a coding before chunked", "POST /open/x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip, chunked", 501],
    ["chunks twice", "POST /open/x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked, chunked", 400],
    ["chunks in HTTP/1.0", "POST /open/x HTTP/1.0\r\nhost: a\r\ntransfer-encoding: chunked", 400],
    ["TRACE", "TRACE /open/x HTTP/1.1\r\nhost: a", 405],
    ["CONNECT", "CONNECT a:1 HTTP/1.1\r\nhost: a:1", 405],
    ["no HTTP", "HELLO", 400],
    ["a head of 70 KB", `GET /open/x HTTP/1.1\r\nhost: a\r\nx: ${"a".repeat(70_000)}`, 431],
  ])("is refused with a date, and reaches no upstream: %s", async (_, head, status) => {
    const answer = await ask(head);
    expect(answer.status).toBe(status);
    expect(new Date(answer.header("date") ?? "").getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(answer.header("allow")).toBe(status === 405 ? "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" : undefined);
    expect(relay.upstream.seen).toEqual([]);
  });

  it("is answered after the requests before it", async () => {
    const connection = await rawConnection(relay.port);
    connection.send("GET /open/first HTTP/1.1\r\nhost: a\r\n\r\nGET /open/second HTTP/1.1\r\nhost: a\r\n\r\nnonsense\r\n\r\n");
    const statuses: number[] = [];
    for (let index = 0; index < 3; index++) statuses.push((await connection.answer()).status);
    expect(statuses).toEqual([200, 200, 400]);
    await connection.closed();
  });

  it("is answered in the middle of its own body", async () => {
    const connection = await rawConnection(relay.port);
    relay.upstream.handle((request) => void request.resume());
    connection.send("POST /open/x HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\nnonsense\r\n");
    expect((await connection.answer()).status).toBe(400);
    await connection.closed();
  });
});

describe("pipelined requests", () => {
  /** The order in which requests reach the upstream and their answers are sent. */
  async function order(requests: readonly (readonly [method: string, name: string])[], atOnce = 1) {
    const events: string[] = [];
    const waiting = new Map<string, () => void>();
    relay.upstream.handle((request, response) => {
      const name = `${request.url?.slice(6)}`;
      events.push(`+${name}`);
      waiting.set(name, () => {
        events.push(`-${name}`);
        response.end(name);
      });
      request.resume();
    });
    const connection = await rawConnection(relay.port);
    const text = requests.map(([method, name]) => `${method} /open/${name} HTTP/1.1\r\nhost: a\r\ncontent-length: 0\r\n\r\n`);
    connection.send(text.join(""));
    const answers: RawAnswer[] = [];
    for (const [, name] of requests) {
      await expect.poll(() => waiting.has(name) && waiting.size >= atOnce, { interval: 1, timeout: 10_000 }).toBe(true);
      waiting.get(name)?.();
      answers.push(await connection.answer());
    }
    connection.socket.destroy();
    return { events, answers: answers.map(({ body }) => body.toString()) };
  }

  it("are dispatched concurrently when all of them are safe, and answered in order", async () => {
    const { events, answers } = await order(
      [
        ["GET", "a"],
        ["GET", "b"],
      ],
      2,
    );
    expect(events.slice(0, 2).sort()).toEqual(["+a", "+b"]);
    expect(answers).toEqual(["a", "b"]);
  });

  it("are dispatched one by one around an unsafe request", async () => {
    const { events, answers } = await order([
      ["GET", "a"],
      ["POST", "b"],
      ["GET", "c"],
      ["DELETE", "d"],
    ]);
    expect(events).toEqual(["+a", "-a", "+b", "-b", "+c", "-c", "+d", "-d"]);
    expect(answers).toEqual(["a", "b", "c", "d"]);
  });
});
