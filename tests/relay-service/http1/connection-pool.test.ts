import { afterEach, describe, expect, test, vi } from "vitest";
import type { BodySource } from "../../../relay-service/src/http1/body-source.ts";
import { ConnectionPool } from "../../../relay-service/src/http1/connection-pool.ts";
import { ask } from "./answered.ts";
import { answering, OK, rest, type Script, servedBy } from "./scripted-server.ts";

const served = (script: Script) => servedBy(ConnectionPool, script);

afterEach(() => {
  vi.useRealTimers();
});

/** What only the built-in client does. What every client must do is in `http-client.test.ts`. */
describe("connections of the built-in client", () => {
  test("send pieces of a body that arrive together in one chunk", async () => {
    const { server, pool } = await served(() => {});
    const body: BodySource = {
      start: (sink) => {
        sink.write([Buffer.from("hello "), Buffer.from("world")]);
        sink.write([Buffer.alloc(0)]);
        sink.end();
      },
      resume: () => {},
      stop: () => {},
    };
    ask(pool, { method: "POST", body });
    const connection = await server.connection(0);
    await connection.has("transfer-encoding: chunked\r\n\r\nb\r\nhello world\r\n0\r\n\r\n");
  });

  test("are not used after their idle time, even before the timer has closed them", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const { server, pool } = await served(answering(() => OK));
    await ask(pool).answered;
    await rest();
    vi.advanceTimersByTime(4000);
    expect(await ask(pool).answered).toMatchObject({ body: "ok" });
    expect(server.connections).toHaveLength(2);
  });

  test("are closed when unused, a second before the server closes them", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "performance"] });
    const { server, pool } = await served(
      answering(
        (head) =>
          `HTTP/1.1 200 OK\r\n${head.includes("/hint") ? "keep-alive: timeout=8, max=9\r\n" : ""}content-length: 0\r\n\r\n`,
      ),
    );
    const [plain, hint] = [ask(pool), ask(pool, { target: "/hint" })];
    await Promise.all([plain.answered, hint.answered]);
    await rest();
    vi.advanceTimersByTime(4000);
    await (await server.connection(0)).closed;
    vi.advanceTimersByTime(2000);
    expect(await ask(pool, { target: "/hint" }).answered).toMatchObject({ status: 200 });
    expect(server.connections).toHaveLength(2);
    await rest();
    vi.advanceTimersByTime(7000);
    // It is not used even while it is being closed.
    expect(await ask(pool).answered).toMatchObject({ status: 200 });
    expect(server.connections).toHaveLength(3);
    await (await server.connection(1)).closed;
  });
});
