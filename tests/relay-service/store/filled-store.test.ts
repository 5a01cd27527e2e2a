import { expect, it, type TestContext } from "vitest";
import { exchange, pairWith, sendSealed } from "../../support/independent-client/exchange.ts";
import type { Pair } from "../../support/independent-client/pairing.ts";
import { sealRequest } from "../../support/independent-client/sealed-request.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../../support/relay/redis-server.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";

// Where a relay observes its Redis for seconds, tests do that at once. They use what their own context gives, as the global functions take
// the newest test for the current one.
type Context = Pick<TestContext, "expect" | "onTestFinished">;

const poll = <T>({ expect }: Context, read: () => T) => expect.poll(read, { interval: 20, timeout: 20_000 });

async function redis({ onTestFinished }: Context, ...policy: string[]): Promise<RedisServer> {
  const server = await startRedis({ args: ["--maxmemory", "2mb", ...policy.flatMap((name) => ["--maxmemory-policy", name])] });
  onTestFinished(() => server.stop());
  return server;
}

async function relayOn(
  { onTestFinished }: Context,
  server: RedisServer,
  env: Record<string, string> = {},
  url = server.url,
): Promise<RelayUnderTest> {
  const relay = await runRelay({
    // Relays that run at once share a processor, so that one may read an answer late.
    env: { REDIS_URL: url, STORE_TIMEOUT_MS: "10000", IDEMPOTENCY_MS: "600000", TRUSTED_PROXY_HOPS: "1", ...env },
  });
  onTestFinished(() => relay.close());
  relay.upstream.handle((request, response) => void request.resume().on("end", () => response.end("done")));
  return relay;
}

/** The refusal of an absent pair without proof. */
const UNPROVED = { kind: "refused", status: 560, code: "nopair" };

/** Another application fills the server until the pair has gone. */
async function evict(server: RedisServer, pair: Pair): Promise<void> {
  const fill = "for i = 1, 500 do redis.call('SET', 'other:' .. ARGV[1] .. i, string.rep('x', 200), 'PX', 99999999) end";
  for (let round = 0; (await server.command("EXISTS", `roc1:p:${pair.pairId}`)) === 1; round++) {
    expect(round).toBeLessThan(500);
    await server.command("EVAL", fill, "0", `${round}:`).catch(() => {});
  }
}

/** Waits until the relay has observed for long enough that the server loses nothing. */
async function untilItProves(context: Context, relay: RelayUnderTest, server: RedisServer): Promise<void> {
  const pair = await pairWith({ port: relay.port });
  await server.command("PEXPIRE", `roc1:p:${pair.pairId}`, "0");
  await poll(context, () => exchange(relay.port, pair, { method: "GET", target: "x" })).toEqual({
    kind: "not dispatched",
    code: "nopair",
  });
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

async function use(relay: RelayUnderTest, pair: Pair, message: { sequence?: number; ageMs?: number }) {
  const answer = await sendSealed(relay.port, sealRequest(pair, { method: "GET", target: "x", urlMode: 2, ...message }));
  return answer.kind === "answer" ? answer.status : answer.kind;
}

describeWithRedis("a store that one client tries to fill with idempotency keys", () => {
  it("refuses that client, stays ready, and serves everybody else", { timeout: 180_000 }, async (context) => {
    const server = await redis(context, "noeviction");
    const relay = await relayOn(context, server);
    const victim = await pairWith({ port: relay.port });
    expect(await post(relay, victim, "192.0.2.1", "order")).toBe(200);

    const seen = new Map<unknown, number>();
    const pair = await pairWith({ port: relay.port });
    // The server has room for some 1000 keys.
    for (let sent = 0; sent < 4000 && (seen.get(503) ?? 0) < 500; sent += 100) {
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
  it("refuses that client, stays ready, and lets everybody else pair", { timeout: 180_000 }, async (context) => {
    const server = await redis(context, "noeviction");
    const relay = await relayOn(context, server, {
      PAIRING_RATE: "10000",
      PAIRING_BURST: "10000",
      TRUSTED_PROXY_HOPS: "0",
    });
    const victim = await pairWith({ port: relay.port });
    const made = await Promise.all(
      Array.from({ length: 400 }, () => pairWith({ port: relay.port }).catch((error: Error) => error.message)),
    );
    const refused = made.filter((each) => typeof each === "string");
    expect(refused.length).toBeGreaterThan(10);
    expect(refused[0]).toContain('503: {"error":"busy"}');
    // Once a pair's highest number is used, its record is as large as it gets.
    const used = await Promise.all(
      made.map((pair) => (typeof pair === "string" ? undefined : use(relay, pair, { sequence: 8191 }))),
    );
    expect(new Set(used)).toEqual(new Set([undefined, 200]));
    // As the relay does from time to time; an error of the server would make it not ready.
    await server.command("SET", "roc1:ready", "1", "PX", "1000");
    expect(await isReady(relay)).toBe(true);
    expect(await exchange(relay.port, victim, { method: "GET", target: "x" })).toMatchObject({ kind: "answer", status: 200 });
  });
});

describeWithRedis("the eviction policy of a Redis", () => {
  it.for(["volatile-lru", "volatile-ttl", "volatile-random", "allkeys-lru"])(
    "makes the relay not ready when it is %s, and the log gives the reason",
    async (policy, context) => {
      const relay = await relayOn(context, await redis(context, policy));
      expect(await isReady(relay)).toBe(false);
      expect(relay.logged).toContainEqual(
        expect.objectContaining({
          level: 50,
          policy,
          msg: "Redis may evict pairs and idempotency keys: the relay is not ready until its maxmemory-policy is noeviction",
        }),
      );
    },
  );

  it.concurrent("is observed regularly, as the operator may change it", async (context) => {
    const server = await redis(context, "volatile-lru");
    const relay = await relayOn(context, server);
    expect(await isReady(relay)).toBe(false);
    await server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    await poll(context, () => isReady(relay)).toBe(true);
    await server.command("CONFIG", "SET", "maxmemory-policy", "volatile-lru");
    await poll(context, () => isReady(relay)).toBe(false);
  });

  it("can be accepted by a setting; then a missing pair is no proof that nothing was dispatched", async (context) => {
    const server = await redis(context, "volatile-ttl");
    const relay = await relayOn(context, server, { STORE_EVICTION: "accept" });
    expect(await isReady(relay)).toBe(true);
    const pair = await pairWith({ port: relay.port });
    const executed = sealRequest(pair, { method: "POST", target: "x", body: [], urlMode: 2 });
    expect(await sendSealed(relay.port, executed)).toMatchObject({ kind: "answer", status: 200 });
    await server.command("FLUSHALL");
    expect(await sendSealed(relay.port, executed)).toEqual(UNPROVED);
  });

  it.concurrent.for(["--maxmemory 3mb --maxmemory-policy noeviction", "--maxmemory-policy allkeys-lru"])(
    "is harmless with the arguments %s, under which nothing is evicted: the relay proves that a pair has expired",
    async (args, context) => {
      const server = await startRedis({ args: args.split(" ") });
      context.onTestFinished(() => server.stop());
      const relay = await relayOn(context, server);
      await poll(context, () => isReady(relay)).toBe(true);
      await untilItProves(context, relay, server);
    },
  );

  it.concurrent("leaves no proof for an executed POST whose pair was evicted, even after it was corrected", async (context) => {
    const server = await redis(context, "volatile-ttl");
    const relay = await relayOn(context, server);
    const pair = await pairWith({ port: relay.port });
    const executed = sealRequest(pair, { method: "POST", target: "x", body: [], urlMode: 2 });
    expect(await sendSealed(relay.port, executed)).toMatchObject({ kind: "answer", status: 200 });
    await evict(server, pair);
    await server.command("CONFIG", "SET", "maxmemory", "100mb");
    await server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    await poll(context, () => isReady(relay)).toBe(true);
    expect(await sendSealed(relay.port, executed)).toEqual(UNPROVED);
    await untilItProves(context, relay, server);
    expect(await sendSealed(relay.port, executed)).toEqual(UNPROVED);
  });

  it.concurrent("is noticed before the relay proves anything, even when it evicts only between two observations", async (context) => {
    const server = await redis(context, "noeviction");
    const relay = await relayOn(context, server);
    await untilItProves(context, relay, server);
    const pair = await pairWith({ port: relay.port });
    const executed = sealRequest(pair, { method: "POST", target: "x", body: [], urlMode: 2 });
    expect(await sendSealed(relay.port, executed)).toMatchObject({ kind: "answer", status: 200 });
    await server.command("CONFIG", "SET", "maxmemory-policy", "volatile-ttl");
    await evict(server, pair);
    await server.command("CONFIG", "SET", "maxmemory", "100mb");
    await server.command("CONFIG", "SET", "maxmemory-policy", "noeviction");
    expect(await sendSealed(relay.port, executed)).toEqual(UNPROVED);
  });

  it.concurrent("can be observed by a user with only the permissions in the README", async (context) => {
    const server = await redis(context, "noeviction");
    const commands = "+set +get +getrange +setbit +pexpire +eval +evalsha +info +config|get".split(" ");
    await server.command("ACL", "SETUSER", "relay", "on", ">password", "~roc1:*", ...commands);
    const relay = await relayOn(context, server, {}, server.url.replace("redis://", "redis://relay:password@"));
    await poll(context, () => isReady(relay)).toBe(true);
    const pair = await pairWith({ port: relay.port });
    expect(await post(relay, pair, "192.0.2.1", "a key")).toBe(200);
    expect(await post(relay, pair, "192.0.2.1", "a key")).toBe(409);
    await untilItProves(context, relay, server);
  });

  it("leads to a warning and no proofs when a restricted user cannot observe it", async (context) => {
    const server = await redis(context, "volatile-lru");
    await server.command("ACL", "SETUSER", "relay", "on", ">password", "~roc1:*", "+@all", "-@dangerous", "-@admin");
    const url = server.url.replace("redis://", "redis://relay:password@");
    const relay = await relayOn(context, server, {}, url);
    expect(await isReady(relay)).toBe(true);
    expect(relay.logged).toContainEqual(
      expect.objectContaining({ msg: expect.stringContaining("Redis does not report whether it evicts") }),
    );
    const pair = await pairWith({ port: relay.port });
    await server.command("FLUSHALL");
    expect(await exchange(relay.port, pair, { method: "GET", target: "x" })).toEqual(UNPROVED);
  });
});

describeWithRedis("a Redis without eviction that loses all data", () => {
  it.concurrent("by a flush or a restart leaves no proof for a POST that was executed before", async (context) => {
    const server = await redis(context, "noeviction");
    const relay = await relayOn(context, server);
    const lose = [
      () => server.command("FLUSHALL"),
      async () => {
        await server.kill();
        await poll(context, () => isReady(relay)).toBe(false);
        await server.start();
        await poll(context, () => isReady(relay)).toBe(true);
      },
    ];
    for (const loseAll of lose) {
      await untilItProves(context, relay, server);
      const pair = await pairWith({ port: relay.port });
      const executed = sealRequest(pair, { method: "POST", target: "x", body: [], urlMode: 2 });
      expect(await sendSealed(relay.port, executed)).toMatchObject({ kind: "answer", status: 200 });
      await loseAll();
      expect(await sendSealed(relay.port, executed)).toEqual(UNPROVED);
      // What was sent after the loss is proved, of the same pair: it cannot have been executed.
      await poll(context, () => exchange(relay.port, pair, { method: "POST", target: "x" })).toEqual({
        kind: "not dispatched",
        code: "nopair",
      });
      expect(await sendSealed(relay.port, executed)).toEqual(UNPROVED);
    }
  });
});
