import { expect, it, onTestFinished } from "vitest";
import { exchange, pairWith, sendSealed } from "../support/independent-client/exchange.ts";
import type { Pair } from "../support/independent-client/pairing.ts";
import { sealRequest } from "../support/independent-client/sealed-request.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../support/redis-server.ts";
import { type RelayUnderTest, runRelay } from "../support/running-relay.ts";

const poll = <T>(look: () => T) => expect.poll(look, { interval: 20, timeout: 20_000 });

async function redis(...policy: string[]): Promise<RedisServer> {
  const server = await startRedis({ args: ["--maxmemory", "2mb", ...policy.flatMap((name) => ["--maxmemory-policy", name])] });
  onTestFinished(() => server.stop());
  return server;
}

async function relayOn(server: RedisServer, env: Record<string, string> = {}, url = server.url): Promise<RelayUnderTest> {
  const relay = await runRelay({
    env: { REDIS_URL: url, IDEMPOTENCY_MS: "600000", TRUSTED_PROXY_HOPS: "1", ...env },
  });
  onTestFinished(() => relay.close());
  relay.upstream.handle((request, response) => void request.resume().on("end", () => response.end("done")));
  return relay;
}

const isReady = async (relay: RelayUnderTest) => (await fetch(`${relay.url}/healthz/ready`)).ok;
const from = (address: string) => [["x-forwarded-for", address]] as const;

async function post(relay: RelayUnderTest, pair: Pair, address: string, key: string) {
  const headers = [["idempotency-key", key]] as const;
  const answer = await sendSealed(
    relay.port,
    sealRequest(pair, { method: "POST", target: "x", headers, body: [], urlMode: 2 }),
    from(address),
  );
  return answer.kind === "answer" ? answer.status : answer.kind;
}

describeWithRedis("a store that one client tries to fill with idempotency keys", () => {
  it("refuses that client, stays ready, and serves everybody else", { timeout: 60_000 }, async () => {
    const server = await redis("noeviction");
    const relay = await relayOn(server);
    const victim = await pairWith({ port: relay.port });
    expect(await post(relay, victim, "192.0.2.1", "order")).toBe(200);

    const seen = new Map<unknown, number>();
    const pair = await pairWith({ port: relay.port });
    for (let sent = 0; sent < 4000; sent += 100) {
      const answers = await Promise.all(
        Array.from({ length: 100 }, (_, index) => post(relay, pair, `2001:db8::${index + 1}`, `${sent + index}`)),
      );
      for (const answer of answers) seen.set(answer, (seen.get(answer) ?? 0) + 1);
    }
    expect([...seen.keys()].sort()).toEqual([200, 503]);
    expect(seen.get(200)).toBeGreaterThan(100);
    expect(await isReady(relay)).toBe(true);
    expect(await post(relay, victim, "192.0.2.1", "order")).toBe(409);
    expect(await post(relay, victim, "192.0.2.1", "another order")).toBe(200);
    expect(await post(relay, await pairWith({ port: relay.port }), "192.0.2.9", "a newcomer's")).toBe(200);
  });
});

describeWithRedis("a store that one client tries to fill with pairs", () => {
  it("refuses that client, stays ready, and lets everybody else pair", { timeout: 60_000 }, async () => {
    const relay = await relayOn(await redis("noeviction"), {
      PAIRING_RATE: "10000",
      PAIRING_BURST: "10000",
      TRUSTED_PROXY_HOPS: "0",
    });
    const victim = await pairWith({ port: relay.port });
    const refused = await Promise.all(
      Array.from({ length: 500 }, async () => {
        const error = await pairWith({ port: relay.port }).catch((error: Error) => error.message);
        return typeof error === "string" ? error : "";
      }),
    );
    expect(refused.filter((message) => message !== "").length).toBeGreaterThan(10);
    expect(refused.filter((message) => message !== "")[0]).toContain('503: {"error":"busy"}');
    expect(await isReady(relay)).toBe(true);
    expect(await exchange(relay.port, victim, { method: "GET", target: "x" })).toMatchObject({ kind: "answer", status: 200 });
  });
});

describeWithRedis("a Redis that evicts", () => {
  it.each(["volatile-lru", "volatile-ttl", "volatile-random", "allkeys-lru"])(
    "with %s leaves the relay not ready, which says why",
    async (policy) => {
      const relay = await relayOn(await redis(policy));
      expect(await isReady(relay)).toBe(false);
      expect(relay.logged).toContainEqual(
        expect.objectContaining({
          level: 50,
          policy,
          msg: "Redis may evict pairs and idempotency keys: not ready until its maxmemory-policy is noeviction",
        }),
      );
    },
  );

  it("is looked at again and again, as its operator may change it", async () => {
    const server = await redis("volatile-lru");
    const relay = await relayOn(server);
    expect(await isReady(relay)).toBe(false);
    await server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    await poll(() => isReady(relay)).toBe(true);
    await server.command("CONFIG", "SET", "maxmemory-policy", "volatile-lru");
    await poll(() => isReady(relay)).toBe(false);
  });

  it("can be accepted by a setting; then a lost pair is no proof that nothing was dispatched", async () => {
    const server = await redis("volatile-ttl");
    const relay = await relayOn(server, { STORE_EVICTION: "accept" });
    expect(await isReady(relay)).toBe(true);
    const pair = await pairWith({ port: relay.port });
    const executed = sealRequest(pair, { method: "POST", target: "x", body: [], urlMode: 2 });
    expect(await sendSealed(relay.port, executed)).toMatchObject({ kind: "answer", status: 200 });
    await server.command("FLUSHALL");
    expect(await sendSealed(relay.port, executed)).toEqual({ kind: "refused", status: 560, code: "nopair" });
  });

  it("is no danger where it has no limit, or keeps everything: a lost pair is proved", async () => {
    for (const args of [
      ["--maxmemory", "3mb", "--maxmemory-policy", "noeviction"],
      ["--maxmemory-policy", "allkeys-lru"],
    ]) {
      const server = await startRedis({ args });
      onTestFinished(() => server.stop());
      const relay = await relayOn(server);
      expect(await isReady(relay)).toBe(true);
      const pair = await pairWith({ port: relay.port });
      await server.command("FLUSHALL");
      expect(await exchange(relay.port, pair, { method: "GET", target: "x" })).toEqual({
        kind: "not dispatched",
        code: "nopair",
      });
    }
  });

  it("that tells a restricted user nothing is used, with a warning, and proves nothing", async () => {
    const server = await redis("volatile-lru");
    await server.command("ACL", "SETUSER", "relay", "on", ">password", "~roc1:*", "+@all", "-@dangerous", "-@admin");
    const url = server.url.replace("redis://", "redis://relay:password@");
    const relay = await relayOn(server, {}, url);
    expect(await isReady(relay)).toBe(true);
    expect(relay.logged).toContainEqual(
      expect.objectContaining({ msg: expect.stringContaining("Redis does not say whether it evicts") }),
    );
    const pair = await pairWith({ port: relay.port });
    await server.command("FLUSHALL");
    expect(await exchange(relay.port, pair, { method: "GET", target: "x" })).toEqual({
      kind: "refused",
      status: 560,
      code: "nopair",
    });
  });
});
