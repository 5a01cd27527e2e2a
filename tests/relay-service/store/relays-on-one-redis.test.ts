import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { exchange, pairWith, sendSealed } from "../../support/independent-client/exchange.ts";
import { outcome } from "../../support/independent-client/outcome.ts";
import { sealRequest } from "../../support/independent-client/sealed-request.ts";
import { freePort } from "../../support/relay/free-port.ts";
import { type InstrumentedUpstream, instrumentedUpstream } from "../../support/relay/instrumented-upstream.ts";
import { rawConnection } from "../../support/relay/raw-http.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../../support/relay/redis-server.ts";
import { type RelayProcess, relayProcess, untilReady } from "../../support/relay/relay-process.ts";

describeWithRedis("two relays on one Redis", () => {
  let redis: RedisServer;
  let upstream: InstrumentedUpstream;
  let relays: [RelayProcess, RelayProcess];

  beforeAll(async () => {
    redis = await startRedis();
    upstream = await instrumentedUpstream();
    const start = () =>
      relayProcess({
        UPSTREAM: upstream.url,
        REDIS_URL: redis.url,
        STORE_TIMEOUT_MS: "300",
        PAIRING_BURST: "100",
        PAIRING_RATE: "100",
      });
    relays = [await start(), await start()];
    for (const relay of relays) await untilReady(relay, true);
  });
  afterAll(async () => {
    for (const relay of relays ?? []) await relay.kill();
    await upstream?.close();
    await redis?.stop();
  });
  beforeEach(() => {
    upstream.seen.length = 0;
    upstream.handle((_request, response, { target }) => void response.end(target));
  });

  it("serve one pair side by side, in any order", async () => {
    const pair = await pairWith({ port: relays[0].port });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        outcome(
          exchange(relays[index % 2 === 0 ? 0 : 1].port, pair, { method: "GET", target: `${index}`, sequence: 39 - index }),
        ),
      ),
    );
    expect(answers).toEqual(Array.from({ length: 40 }, (_, index) => `200 /${index}`));
  });

  it("let a message through once, however often and wherever it is sent concurrently", async () => {
    const pair = await pairWith({ port: relays[0].port });
    for (let message = 0; message < 10; message++) {
      const sealed = sealRequest(pair, { method: "POST", target: `once-${message}`, body: [Buffer.from("x")] });
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, (_, copy) => outcome(sendSealed(relays[copy % 2 === 0 ? 0 : 1].port, sealed))),
      );
      expect(outcomes.filter((one) => one.startsWith("200")).length).toBe(1);
      expect(outcomes.filter((one) => one === "refused: replay").length).toBe(7);
    }
    expect(upstream.seen.map(({ target }) => target).sort()).toEqual(
      Array.from({ length: 10 }, (_, message) => `/once-${message}`),
    );
  });

  it("lose no pair when one of them is killed in the middle of a request", async () => {
    const relay = await relayProcess({ UPSTREAM: upstream.url, REDIS_URL: redis.url });
    await untilReady(relay, true);
    const pair = await pairWith({ port: relay.port, origin: relays[0].url });
    upstream.handle(() => {});
    const sealed = sealRequest(pair, { method: "POST", target: "killed", body: [Buffer.from("x")] });
    const lost = expect(sendSealed(relay.port, sealed)).rejects.toThrow("socket hang up");
    await upstream.arrived(1);
    await relay.kill();
    await lost;

    upstream.handle((_request, response, { target }) => void response.end(target));
    // A dispatched request is not dispatched again; the next one is.
    expect(await outcome(sendSealed(relays[0].port, sealed))).toBe("refused: replay");
    expect(await outcome(exchange(relays[1].port, pair, { method: "GET", target: "next" }))).toBe("200 /next");
    expect(upstream.seen.length).toBe(2);
  });

  it("refuse requests without proof while Redis does not reply, and recover", async () => {
    const pair = await pairWith({ port: relays[0].port });
    redis.pause();
    try {
      const hung = sealRequest(pair, { method: "POST", target: "hung", body: [Buffer.from("x")] });
      expect(await outcome(sendSealed(relays[0].port, hung))).toBe("refused: redis");
      expect(upstream.seen).toEqual([]);
      await untilReady(relays[0], false);
    } finally {
      redis.resume();
    }
    await untilReady(relays[0], true);
    expect(await outcome(exchange(relays[0].port, pair, { method: "GET", target: "again" }))).toBe("200 /again");
    expect(upstream.seen.map(({ target }) => target)).toEqual(["/again"]);
  });

  it("prove that nothing was dispatched when the pair has expired in Redis", async () => {
    const pair = await pairWith({ port: relays[0].port });
    await redis.command("PEXPIRE", `roc1:p:${pair.pairId}`, "0");
    for (const relay of relays) {
      // A relay that has just connected does not know yet that nothing was lost.
      await expect
        .poll(() => outcome(exchange(relay.port, pair, { method: "POST", target: "lost" })), { timeout: 20_000 })
        .toBe("not dispatched: nopair");
    }
    expect(upstream.seen).toEqual([]);
  });

  it("recover when Redis restarts empty", async () => {
    const pair = await pairWith({ port: relays[0].port });
    // Sent before the loss, so that it is never proved that it was not executed, however late it arrives.
    const early = sealRequest(pair, { method: "GET", target: "gone" });
    await redis.kill();
    await untilReady(relays[0], false);
    expect(await outcome(exchange(relays[0].port, pair, { method: "GET", target: "away" }))).toBe("refused: redis");
    expect((await fetch(`${relays[0].url}/api/mte-echo`)).status).toBe(200);
    await redis.start();
    for (const relay of relays) await untilReady(relay, true);
    expect(await outcome(sendSealed(relays[0].port, early))).toBe("refused: nopair");
    const fresh = await pairWith({ port: relays[1].port });
    expect(await outcome(exchange(relays[0].port, fresh, { method: "GET", target: "fresh" }))).toBe("200 /fresh");
  });

  it("start while Redis is unavailable, are alive but not ready, and serve as soon as it is available", async () => {
    await redis.kill();
    await using late = await relayProcess({ UPSTREAM: upstream.url, REDIS_URL: redis.url });
    expect((await fetch(`${late.url}/healthz/ready`)).status).toBe(503);
    expect((await fetch(`${late.url}/api/mte-echo`)).status).toBe(200);
    await redis.start();
    await untilReady(late, true);
    const pair = await pairWith({ port: late.port });
    expect(await outcome(exchange(late.port, pair, { method: "GET", target: "served" }))).toBe("200 /served");
  });
});

describeWithRedis("a relay with several workers", () => {
  it("shares a port and pairs among them, adds up their metrics, replaces one that dies, and drains all", async () => {
    const redis = await startRedis();
    await using upstream = await instrumentedUpstream((_request, response, { target }) => void response.end(target));
    const metricsPort = await freePort();
    await using relay = await relayProcess({
      UPSTREAM: upstream.url,
      REDIS_URL: redis.url,
      WORKERS: "2",
      METRICS_PORT: `${metricsPort}`,
    });
    await untilReady(relay, true);
    const linesWith = (text: string) => relay.logged.filter(({ msg }) => msg === text);
    const pair = await pairWith({ port: relay.port });
    const ask = (target: string) => outcome(exchange(relay.port, pair, { method: "GET", target }));
    expect(await Promise.all(Array.from({ length: 20 }, (_, index) => ask(`${index}`)))).toEqual(
      Array.from({ length: 20 }, (_, index) => `200 /${index}`),
    );
    const metrics = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    expect(metrics).toContain('relay_requests_total{kind="sealed",outcome="answered"} 20');

    const listening = linesWith("listening");
    expect(listening.length).toBe(2);
    process.kill(listening[0]?.pid as number, "SIGKILL");
    await expect.poll(() => linesWith("listening").length, { interval: 10, timeout: 20_000 }).toBe(3);
    expect(await ask("after")).toBe("200 /after");

    const idle = await rawConnection(relay.port);
    relay.child.kill("SIGTERM");
    await idle.closed();
    expect((await relay.exited).code).toBe(0);
    await redis.stop();
  });
});
