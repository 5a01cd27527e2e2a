import { readFileSync, rmSync } from "node:fs";
import { PassThrough, Readable } from "node:stream";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { ConnectionPool } from "../../../relay-service/src/http1/connection-pool.ts";
import { NodeHttpClient } from "../../../relay-service/src/http1/node-http-client.ts";
import { makeCertificate } from "../../support/relay/certificate.ts";
import { ask, type PendingRequest } from "./answered.ts";
import { piecewise } from "./piecewise.ts";
import { answering, CONNECT_MS, OK, rest, type Script, scriptedServer, servedBy } from "./scripted-server.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** What every client of the upstream must do, whichever `UPSTREAM_CLIENT` selects. */
describe.each([
  ["builtin", ConnectionPool],
  ["node", NodeHttpClient],
] as const)("the HTTP client %s", (_name, Client) => {
  const served = (script: Script) => servedBy(Client, script);

  describe("requests", () => {
    test("are sent exactly as given, in one message that cannot be read as two", async () => {
      const { server, pool } = await served(answering(() => OK));
      const pending = ask(pool, { method: "POST", target: "/a?b=c", headers: ["x-a", "b", "x-a", "\xe9\t"] });
      expect(await pending.answered).toMatchObject({ status: 200, body: "ok" });
      expect(server.connections[0]?.received).toBe(
        `POST /a?b=c HTTP/1.1\r\nhost: 127.0.0.1:${server.port}\r\nconnection: keep-alive\r\nx-a: b\r\nx-a: \xe9\t\r\ncontent-length: 0\r\n\r\n`,
      );
    });

    test.each([
      ["an invalid method", { method: "GET /x HTTP/1.1\r\n" }],
      ["no method", { method: "" }],
      ["a target with a blank", { target: "/a HTTP/1.1\r\nx:" }],
      ["a target that is not a path", { target: "http://other.example/" }],
      ["a target outside ASCII", { target: "/\xe9" }],
      ["a name with a line end", { headers: ["a\r\nb", "c"] }],
      ["a name in upper case", { headers: ["Host", "c"] }],
      ["no name", { headers: ["", "c"] }],
      ["a value with a line end", { headers: ["a", "b\r\nc: d"] }],
      ["a value with a NUL", { headers: ["a", "\0"] }],
      ["a value with characters above one byte", { headers: ["a", "\u010d\u010a"] }],
      ["a second host", { headers: ["host", "b"] }],
      ["a second framing header", { headers: ["transfer-encoding", "chunked"] }],
      ["a second length", { headers: ["content-length", "5"] }],
      ["a Connection header", { headers: ["connection", "close"] }],
    ])("are refused before anything is sent when they have %s", async (_which, request) => {
      const { server, pool } = await served(answering(() => OK));
      expect(() => ask(pool, request)).toThrow(/^(?:the|a) /);
      expect(server.connections).toHaveLength(0);
    });

    test.each([
      ["a small body", 10],
      ["a body that is written separately", 300_000],
    ])("carry %s with its length", async (_which, length) => {
      const { server, pool } = await served(() => {});
      const body = Buffer.alloc(length, "\xe9", "latin1");
      const { answered } = ask(pool, { method: "PUT", body });
      const connection = await server.connection(0);
      await connection.has(`content-length: ${length}\r\n\r\n${body.toString("latin1")}`);
      connection.socket.write(OK);
      expect(await answered).toMatchObject({ status: 200 });
    });

    test("carry a stream in chunks, or with its length when that is known", async () => {
      const { server, pool } = await served(() => {});
      const chunks = ask(pool, {
        method: "POST",
        body: piecewise(Readable.from([Buffer.from("hello"), Buffer.alloc(0), Buffer.from("world!")])),
      });
      const first = await server.connection(0);
      await first.has("transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\nworld!\r\n0\r\n\r\n");
      first.socket.write(OK);
      expect(await chunks.answered).toMatchObject({ status: 200 });
      await rest();
      const length = ask(pool, { method: "POST", body: piecewise(Readable.from([Buffer.from("hello")])), bodyLength: 5 });
      await first.has("content-length: 5\r\n\r\nhello");
      first.socket.write(OK);
      expect(await length.answered).toMatchObject({ status: 200 });
    });

    test.each([
      ["longer than its length", ["hello", "!"], 5],
      ["shorter than its length", ["hell"], 5],
    ])("are aborted when their stream is %s", async (_which, pieces, bodyLength) => {
      const { server, pool } = await served(() => {});
      const body = piecewise(Readable.from(pieces.map((piece) => Buffer.from(piece))));
      const { answered } = ask(pool, { method: "POST", body, bodyLength });
      expect(await answered).toMatchObject({ status: 0, error: expect.stringContaining("than its length") });
      const connection = await server.connection(0);
      await connection.closed;
      expect(connection.received).not.toContain("!");
    });

    test.each([[undefined], [new Error("gone")]])(
      "are never complete for the server when their stream breaks off (%s)",
      async (error) => {
        const { server, pool } = await served(() => {});
        const body = new PassThrough();
        const { answered } = ask(pool, { method: "POST", body: piecewise(body) });
        body.write("hello");
        const connection = await server.connection(0);
        await connection.has("5\r\nhello\r\n");
        body.destroy(error);
        expect(await answered).toMatchObject({ error: "the body broke off" });
        await connection.closed;
        expect(connection.received).not.toContain("0\r\n\r\n");
      },
    );

    test.each([[null], [2 ** 40]])("send a stream no faster than the server reads it (length %s)", async (bodyLength) => {
      const { server, pool } = await served(({ socket }) => void socket.pause());
      let given = 0;
      const body = new Readable({
        read() {
          given += 65_536;
          this.push(Buffer.alloc(65_536));
        },
      });
      const paused = new Promise((done) => body.once("pause", done));
      const { call } = ask(pool, { method: "POST", body: piecewise(body), bodyLength });
      await server.connection(0);
      await paused;
      expect(given).toBeLessThan(64 * 2 ** 20);
      call.abort();
      expect(body.destroyed).toBe(true);
    });

    test("buffer what the server has not read yet until it does", async () => {
      const { server, pool } = await served(({ socket }) => void socket.pause());
      const letters = Array.from({ length: 400 }, (_, number) => String.fromCharCode(97 + (number % 26)).repeat(65_536));
      const body = Readable.from(letters.map((letter) => Buffer.from(new TextEncoder().encode(letter).buffer)));
      const paused = new Promise((done) => body.once("pause", done));
      ask(pool, { method: "POST", body: piecewise(body), bodyLength: 400 * 65_536 });
      const connection = await server.connection(0);
      await paused;
      connection.socket.resume();
      await connection.has(letters.join(""));
    });
  });

  describe("connections", () => {
    test("are reused, the newest first", async () => {
      const { server, pool } = await served(
        answering((_head, request, connection) => OK.replace("ok", `${connection}${request}`)),
      );
      const both = [ask(pool), ask(pool)].map(({ answered }) => answered);
      expect((await Promise.all(both)).map(({ body }) => body)).toEqual(["00", "10"]);
      await rest();
      expect(await ask(pool).answered).toMatchObject({ body: "11" });
      expect(server.connections).toHaveLength(2);
    });

    test.each([
      ["the server closes them", { method: "GET" }, "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"],
      ["the server speaks HTTP/1.0", { method: "GET" }, "HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n"],
      [
        "the server keeps them for less than a second",
        { method: "GET" },
        "HTTP/1.1 200 OK\r\nkeep-alive: timeout=1\r\ncontent-length: 0\r\n\r\n",
      ],
      ["HEAD was requested", { method: "HEAD" }, "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"],
      ["a body was sent with a method that gives it no meaning", { method: "DELETE", body: Buffer.from("x") }, OK],
      ["more arrives than was requested", { method: "GET" }, `${OK}HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nwrong`],
    ])("are not reused when %s", async (_why, request, answer) => {
      const { server, pool } = await served(answering(() => answer));
      expect(await ask(pool, request).answered).toMatchObject({ status: 200 });
      await rest();
      expect((await ask(pool, request).answered).body).not.toContain("wrong");
      expect(server.connections).toHaveLength(2);
      await (await server.connection(0)).closed;
    });

    test("are not reused when the server answers without reading the body", async () => {
      const { server, pool } = await served(({ socket }, number) => {
        if (number > 0) return void socket.write(OK);
        socket.once("data", () => socket.pause().write(OK));
      });
      expect(await ask(pool, { method: "POST", body: Buffer.alloc(32 * 2 ** 20) }).answered).toMatchObject({ body: "ok" });
      await rest();
      ask(pool);
      await (await server.connection(1)).head(0);
    });

    test("are not reused when the answer came before the whole request was sent", async () => {
      const { server, pool } = await served(() => {});
      const body = new PassThrough();
      const { answered } = ask(pool, { method: "POST", body: piecewise(body) });
      const connection = await server.connection(0);
      await connection.has("\r\n\r\n");
      connection.socket.write("HTTP/1.1 413 Too Large\r\ncontent-length: 2\r\n\r\nno");
      expect(await answered).toMatchObject({ status: 413, body: "no" });
      await connection.closed;
      expect(body.destroyed).toBe(true);
    });

    test("are closed when a second answer arrives: the next client gets its own answer", async () => {
      const { server, pool } = await served(answering((_head, _request, connection) => OK.replace("ok", `${connection}!`)));
      expect(await ask(pool).answered).toMatchObject({ body: "0!" });
      await rest();
      const connection = await server.connection(0);
      connection.socket.write("HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\npoison");
      await connection.closed;
      expect(await ask(pool).answered).toMatchObject({ body: "1!" });
    });

    test("are not reused before surplus bytes of the server could be seen", async () => {
      const { server, pool } = await served(answering((_head, _request, connection) => OK.replace("ok", `${connection}!`)));
      const next = Promise.withResolvers<PendingRequest>();
      await ask(pool, {}, { onEnd: () => next.resolve(ask(pool)) }).answered;
      expect(await (await next.promise).answered).toMatchObject({ body: "1!" });
      expect(server.connections).toHaveLength(2);
    });

    test("that were established in time are not closed later by the connect timeout", async () => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      const { server, pool } = await served(answering(() => OK));
      expect(await ask(pool).answered).toMatchObject({ body: "ok" });
      await rest();
      vi.advanceTimersByTime(CONNECT_MS);
      expect(await ask(pool).answered).toMatchObject({ body: "ok" });
      expect(server.connections).toHaveLength(1);
    });

    test("that the server has closed are reported as stale, and a new one can be requested", async () => {
      const { server, pool } = await served((connection, number) => {
        void connection.head(0).then(() => connection.socket.write(OK));
        if (number === 0) void connection.head(1).then(() => connection.socket.destroy());
      });
      expect(await ask(pool).answered).toMatchObject({ body: "ok" });
      await rest();
      expect(await ask(pool).answered).toMatchObject({ status: 0, isStale: true });
      expect(await ask(pool).answered).toMatchObject({ body: "ok" });
      await rest();
      expect(await ask(pool, {}, { onNew: true }).answered).toMatchObject({ body: "ok" });
      expect(server.connections).toHaveLength(3);
    });

    test.each([
      ["on their first request", 0, ""],
      ["in the middle of an answer", 1, "HTTP/1.1 200 OK\r\n"],
    ])("are not stale when they break %s", async (_which, answers, end) => {
      const { pool } = await served((connection) => {
        for (let number = 0; number < answers; number++) void connection.head(number).then(() => connection.socket.write(OK));
        void connection.head(answers).then(() => connection.socket.end(end));
      });
      for (let number = 0; number < answers; number++) await ask(pool).answered;
      await rest();
      expect(await ask(pool).answered).toMatchObject({ status: 0, isStale: false });
    });

    test("are closed when their request is aborted, even before they are established", async () => {
      const { server, pool } = await served(() => {});
      const pending = ask(pool);
      const connection = await server.connection(0);
      await connection.has("\r\n\r\n");
      pending.call.abort();
      await connection.closed;
      ask(pool).call.abort();
    });

    test("are no longer affected by a request that has ended", async () => {
      const { server, pool } = await served((connection) => void connection.head(0).then(() => connection.socket.write(OK)));
      const first = ask(pool);
      await first.answered;
      await rest();
      const second = ask(pool);
      const connection = await server.connection(0);
      await connection.head(1);
      first.call.abort();
      connection.socket.write(OK);
      expect(await second.answered).toMatchObject({ body: "ok" });
      expect(server.connections).toHaveLength(1);
    });

    test("are all closed with the client", async () => {
      const { server, pool } = await served(() => {});
      const { answered } = ask(pool);
      const connection = await server.connection(0);
      pool.close();
      await connection.closed;
      expect(await answered).toMatchObject({ error: "the server closed the connection" });
    });

    test("that the server refuses end with an error", async () => {
      const { server, pool } = await served(() => {});
      await server[Symbol.asyncDispose]();
      expect(await ask(pool).answered).toMatchObject({ error: expect.stringContaining("ECONNREFUSED"), isStale: false });
    });
  });

  describe("answers", () => {
    test("that are invalid or incomplete are errors", async () => {
      const { pool } = await served((connection, number) => {
        void connection
          .head(0)
          .then(() =>
            connection.socket.end(number === 0 ? "SSH-2.0-x\r\n\r\n" : "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe"),
          );
      });
      expect(await ask(pool).answered).toMatchObject({ status: 0, error: expect.stringContaining("the answer ") });
      expect(await ask(pool).answered).toMatchObject({
        status: 200,
        body: "he",
        error: expect.stringContaining("before the answer was complete"),
      });
    });

    test("can end with their connection", async () => {
      const { pool } = await served(
        (connection) => void connection.head(0).then(() => connection.socket.end("HTTP/1.1 200 OK\r\n\r\nall")),
      );
      expect(await ask(pool).answered).toEqual({ status: 200, headers: [], body: "all" });
    });

    test("wait while they are paused, and their connection is read again afterwards", async () => {
      const size = 32 * 2 ** 20;
      const { server, pool } = await served((connection) => {
        void connection.head(0).then(() => connection.socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${size}\r\n\r\n`));
        void connection.head(0).then(() => connection.socket.write(Buffer.alloc(size)));
        for (const number of [1, 2]) void connection.head(number).then(() => connection.socket.write(OK));
      });
      let pieces = 0;
      const first = Promise.withResolvers<void>();
      const pending = ask(
        pool,
        {},
        {
          onData: () => {
            if (pieces++ > 0) return;
            pending.call.pause();
            first.resolve();
          },
        },
      );
      const { socket } = await server.connection(0);
      await first.promise;
      await rest();
      expect(pieces).toBeLessThan(10);
      expect(socket.writableLength).toBeGreaterThan(0);
      pending.call.resume();
      expect((await pending.answered).body).toHaveLength(size);
      await rest();
      // An answer that ends while it is paused returns a connection that is read again.
      const last = ask(pool, {}, { onData: () => last.call.pause() });
      expect(await last.answered).toMatchObject({ body: "ok" });
      await rest();
      expect(await ask(pool).answered).toMatchObject({ body: "ok" });
      expect(server.connections).toHaveLength(1);
    });

    test("whose handler throws cost one request and no more", async () => {
      const { pool } = await served(answering(() => OK));
      const fault = () => {
        throw new Error("a fault of ours");
      };
      expect(await ask(pool, {}, { onHead: fault }).answered).toMatchObject({ error: "a fault of ours" });
      expect(await ask(pool, {}, { onData: fault }).answered).toMatchObject({ error: "a fault of ours" });
      expect(await ask(pool, {}, { onEnd: fault }).answered).toMatchObject({ error: "a fault of ours" });
      expect(await ask(pool).answered).toMatchObject({ body: "ok" });
    });
  });

  describe("TLS", () => {
    test("requires a certificate for the right name, and gives up on a handshake that takes too long", async () => {
      const { directory, certificate, key } = makeCertificate("localhost");
      onTestFinished(() => rmSync(directory, { recursive: true }));
      const tls = { cert: readFileSync(certificate), key: readFileSync(key), ALPNProtocols: ["http/1.1"] };
      await using server = await scriptedServer(
        answering(() => OK),
        tls,
      );
      const pending = (host: string) => {
        const pool = new Client(new URL(`https://${host}:${server.port}`), CONNECT_MS);
        onTestFinished(() => pool.close());
        return ask(pool).answered;
      };
      expect(await pending("localhost")).toMatchObject({ error: expect.stringContaining("self-signed") });
      const trusted = getCACertificates("default");
      onTestFinished(() => setDefaultCACertificates(trusted));
      setDefaultCACertificates([tls.cert]);
      expect(await pending("localhost")).toMatchObject({ body: "ok" });
      expect(await pending("127.0.0.1")).toMatchObject({ error: expect.stringContaining("altnames") });
      await using silent = await scriptedServer(() => {});
      const pool = new Client(new URL(`https://localhost:${silent.port}`), 50);
      onTestFinished(() => pool.close());
      expect(await ask(pool).answered).toMatchObject({ error: "the connection took too long", isStale: false });
    });
  });
});
