import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { inspect } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from "vitest";
import type { PairStore } from "../../../relay-service/src/store/pair-store.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../../support/relay/redis-server.ts";
import { testsOfAnyPairStore } from "./pair-store-contract.ts";
import { kind, LONG, lines, newPair, newStore, outcome, poll, RECORD, untilReady } from "./redis-stores.ts";

const NETWORK = "192.0.2.1";

let server: RedisServer;
let store: PairStore;

describeWithRedis("the Redis store", () => {
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    lines.length = 0;
    store = newStore(server.url);
    await untilReady(store);
  });

  testsOfAnyPairStore(() => store);

  it("keeps record and bitmap in one value that expires", async () => {
    const id = await newPair(store);
    expect(await server.command("STRLEN", `roc1:p:${id}`)).toBe(80 + 1024);
    expect(await server.command("PTTL", `roc1:p:${id}`)).toBeGreaterThan(LONG / 2);
    await store.use(id, 8191, 10 * LONG);
    expect(await server.command("STRLEN", `roc1:p:${id}`)).toBe(80 + 1024);
    expect(await server.command("PTTL", `roc1:p:${id}`)).toBeGreaterThan(5 * LONG);
  });

  it("needs no more memory for a pair when its sequence numbers are used", async () => {
    const id = await newPair(store);
    const fresh = await server.command("MEMORY", "USAGE", `roc1:p:${id}`);
    for (const sequence of [0, 4000, 8191]) expect(await kind(store, id, sequence)).toBe("ok");
    expect(await server.command("MEMORY", "USAGE", `roc1:p:${id}`)).toBe(fresh);
    // The size that the relay assumes for a pair.
    expect(fresh).toBeLessThan(1540);
  });

  it("accepts the sequence numbers of a pair that an older relay has stored without a bitmap", async () => {
    const id = "stored by an older relay";
    await server.command("SET", `roc1:p:${id}`, "x".repeat(80));
    expect(await Promise.all([8191, 0, 8191].map((number) => kind(store, id, number)))).toEqual(["ok", "ok", "replay"]);
  });

  it("accepts each sequence number once when several relays race for it", async () => {
    const stores = [store, newStore(server.url), newStore(server.url), newStore(server.url)];
    await Promise.all(stores.map((each) => untilReady(each)));
    const id = await newPair(store);
    const numbers = Array.from({ length: 60 }, (_, index) => index * 131);
    const copies = numbers.flatMap((number) =>
      stores.flatMap((each) => [0, 1].map(() => ({ number, use: kind(each, id, number) }))),
    );
    const accepted: number[] = [];
    for (const { number, use } of copies) if ((await use) === "ok") accepted.push(number);
    expect(accepted).toEqual(numbers);
  });

  it("sends one command for a use", async () => {
    const id = await newPair(store);
    await server.command("CONFIG", "RESETSTAT");
    for (let sequence = 0; sequence < 5; sequence++) await store.use(id, sequence, LONG);
    const stats = String(await server.command("INFO", "commandstats"));
    expect(/cmdstat_evalsha:calls=(\d+)/.exec(stats)?.[1]).toBe("5");
    expect(stats).not.toMatch(/cmdstat_(eval|set|script)\b/);
  });

  it("continues when the server has lost the script", async () => {
    const id = await newPair(store);
    await server.command("SCRIPT", "FLUSH");
    expect(await Promise.all([1, 2, 1].map((number) => kind(store, id, number)))).toEqual(["ok", "ok", "replay"]);
    expect(await kind(store, id, 3)).toBe("ok");
  });

  it("has no pair after the server was flushed", async () => {
    const id = await newPair(store);
    await kind(store, id, 1);
    await server.command("FLUSHALL");
    expect(await kind(store, id, 1)).toBe("none");
  });

  it("reconnects after the server was killed and started again", async () => {
    const id = await newPair(store);
    await server.kill();
    await untilReady(store, false);
    expect(await kind(store, id, 1)).toBe("unavailable");
    expect(await outcome(() => store.create("other", RECORD, LONG, NETWORK))).toBe("unavailable");
    expect(await outcome(() => store.claim("other", LONG, NETWORK))).toBe("unavailable");
    await server.start();
    await untilReady(store);
    expect(await kind(store, id, 1)).toBe("none");
    expect(await kind(store, await newPair(store), 1)).toBe("ok");
    // The new server got the script before the first use needed it.
    expect(String(await server.command("INFO", "errorstats"))).not.toContain("NOSCRIPT");
  });

  it("fails calls in progress when the server is killed", async () => {
    const id = await newPair(store);
    server.pause();
    const uses = Array.from({ length: 20 }, (_, sequence) => kind(store, id, sequence));
    await server.kill();
    expect(new Set(await Promise.all(uses))).toEqual(new Set(["unavailable"]));
    await server.start();
    await untilReady(store);
  });

  it("refuses calls while the server does not reply, and recovers", async () => {
    const hasty = newStore(server.url, 50);
    await untilReady(hasty);
    const id = await newPair(store);
    server.pause();
    expect(await kind(hasty, id, 1)).toBe("unavailable");
    expect(hasty.isReady).toBe(false);
    expect(await kind(hasty, id, 2)).toBe("unavailable");
    server.resume();
    let next = 10;
    await poll(() => kind(hasty, id, next++)).toBe("ok");
    // Number 1 was on its way when the server stopped: it is used up or it was never sent. In no case it passes twice.
    expect(["ok", "replay"]).toContain(await kind(store, id, 1));
    expect(await kind(store, id, 1)).toBe("replay");
    // Number 2 was never sent: nothing waits in a queue.
    expect(await kind(store, id, 2)).toBe("ok");
  });

  it("does not take a late event loop for a late server", async () => {
    const hasty = newStore(server.url, 50);
    await untilReady(hasty);
    const id = await newPair(store);
    const uses = Array.from({ length: 50 }, (_, index) => kind(hasty, id, 8191 - index));
    uses.push(kind(hasty, id, 8100));
    // At the end of this turn of the loop the commands are written. Then nothing is read until all answers are in the socket,
    // and the limit has passed.
    await new Promise((resolve) => setImmediate(resolve));
    const end = performance.now() + 100;
    const { port } = new URL(server.url);
    const lastIsUsed = () =>
      String(execFileSync("redis-cli", ["-p", port, "GETBIT", `roc1:p:${id}`, String(640 + 8100)])) === "1\n";
    while (!lastIsUsed() || performance.now() < end);
    expect(new Set(await Promise.all(uses))).toEqual(new Set(["ok"]));
    expect(hasty.isReady).toBe(true);
  });

  it("starts while the server is unavailable, and is ready when it starts", async () => {
    await server.kill();
    const early = newStore(server.url);
    expect(early.isReady).toBe(false);
    expect(await kind(early, "any", 1)).toBe("unavailable");
    await server.start();
    await untilReady(early);
    expect(await kind(early, await newPair(early), 1)).toBe("ok");
  });

  it("is not ready on a read-only server, and disconnects from it", async () => {
    const id = await newPair(store);
    await server.command("REPLICAOF", "127.0.0.1", "1");
    expect(await kind(store, id, 1)).toBe("unavailable");
    expect(store.isReady).toBe(false);
    await poll(() => server.command("CLIENT", "LIST", "TYPE", "NORMAL").then(String)).not.toContain("cmd=evalsha");
    lines.length = 0;
    const late = newStore(server.url);
    await poll(() => lines).toEqual([[{ reason: "READONLY" }, expect.any(String)]]);
    await server.command("REPLICAOF", "NO", "ONE");
    await untilReady(store);
    await untilReady(late);
    expect(await kind(store, id, 1)).toBe("ok");
  });

  it("refuses calls and is not ready while the server has no memory left, even without any call", async () => {
    const id = await newPair(store);
    await server.command("CONFIG", "SET", "maxmemory", "1");
    expect(await kind(store, id, 1)).toBe("unavailable");
    expect(await outcome(() => store.create("other", RECORD, LONG, NETWORK))).toBe("unavailable");
    await untilReady(store, false);
    await server.command("CONFIG", "SET", "maxmemory", "0");
    await untilReady(store);
    expect(await kind(store, id, 1)).toBe("ok");
    expect(lines).toContainEqual([{ reason: "OOM" }, expect.stringContaining("unavailable")]);
    expect(lines.at(-1)).toEqual(["Redis is available again"]);
  });

  it("logs once that Redis is unavailable, however often it tries, and once that it is available again", async () => {
    await server.kill();
    await untilReady(store, false);
    await kind(store, "any", 1);
    await server.start();
    await untilReady(store);
    const away = [{ reason: expect.stringMatching(/^\w+$/) }, expect.stringContaining("unavailable")];
    expect(lines).toEqual([away, ["Redis is available again"]]);

    lines.length = 0;
    let attempts = 0;
    const listener = createServer((socket) => socket.destroy(void attempts++));
    onTestFinished(() => void listener.close());
    await once(listener.listen(0, "127.0.0.1"), "listening");
    newStore(`redis://127.0.0.1:${(listener.address() as AddressInfo).port}`);
    await poll(() => attempts).toBeGreaterThan(4);
    expect(lines).toEqual([away]);
  });

  it("fails calls in progress when it is closed, and stays closed", async () => {
    const id = await newPair(store);
    server.pause();
    const use = kind(store, id, 1);
    await store.close();
    expect(await use).toBe("unavailable");
    server.resume();
    expect(store.isReady).toBe(false);
    expect(await kind(store, id, 2)).toBe("unavailable");
    expect(lines).toEqual([]);
  });

  it("refuses a url that it cannot parse without repeating it", () => {
    const url = "redis://:secret@[::1";
    const error = (() => {
      try {
        return newStore(url);
      } catch (error) {
        return error;
      }
    })();
    expect(error).toBeInstanceOf(TypeError);
    expect(inspect(error)).not.toContain("secret");
  });
});
