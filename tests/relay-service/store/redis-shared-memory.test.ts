import { randomBytes } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import { type PairStore, StoreFull, StoreUnavailable } from "../../../relay-service/src/store/pair-store.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../../support/relay/redis-server.ts";
import { kind, LONG, lines, newPair, newStore, poll, RECORD, untilReady } from "./redis-stores.ts";

async function redis(): Promise<RedisServer> {
  const server = await startRedis({ args: ["--maxmemory", "3mb", "--maxmemory-policy", "noeviction"] });
  onTestFinished(() => server.stop());
  lines.length = 0;
  return server;
}

/** How many pairs or claims of each network are stored; "full" and "away" count the refusals of the others. */
async function store(put: (id: string) => unknown, count: number) {
  const outcomes = { stored: 0, full: 0, away: 0 };
  await Promise.all(
    Array.from({ length: count }, async () => {
      try {
        await put(randomBytes(16).toString("base64url"));
        outcomes.stored++;
      } catch (error) {
        if (error instanceof StoreFull) outcomes.full++;
        else if (error instanceof StoreUnavailable) outcomes.away++;
        else throw error;
      }
    }),
  );
  return outcomes;
}

const pairsOf = (network: string, { create }: PairStore) => store((id) => create(id, RECORD, LONG, network), 200);
const claimsOf = (network: string, { claim }: PairStore) => store((id) => claim(id, LONG, network), 200);

describeWithRedis("relays that share a small Redis", () => {
  it.each([
    ["pairs", pairsOf],
    ["idempotency keys", claimsOf],
  ])("do not fill it together with %s, whatever each has observed of its memory", async (_, fill) => {
    const server = await redis();
    const stores = Array.from({ length: 8 }, () => newStore(server.url));
    await Promise.all(stores.map((each) => untilReady(each)));
    const victim = await newPair(stores[0] as PairStore);
    // As from one /48 of IPv6, which has many networks.
    const outcomes = await Promise.all(
      stores.flatMap((each, index) => Array.from({ length: 20 }, (_, network) => fill(`${index} ${network}`, each))),
    );
    const sum = (name: "stored" | "full" | "away") => outcomes.reduce((total, outcome) => total + outcome[name], 0);
    expect(sum("stored")).toBeGreaterThan(500);
    expect(sum("full")).toBeGreaterThan(500);
    expect(sum("away")).toBe(0);
    for (let sequence = 0; sequence < 8; sequence++) {
      expect(await kind(stores[sequence] as PairStore, victim, 1000 * sequence)).toBe("ok");
    }
    await server.command("SET", "one more write", "x");
    expect(stores.map((each) => each.isReady)).toEqual(stores.map(() => true));
    expect(lines).toEqual([]);
  });

  it("count nothing that they could not store while it was unavailable", async () => {
    const server = await redis();
    await server.kill();
    const early = newStore(server.url);
    expect(await store((id) => early.create(id, RECORD, LONG, "192.0.2.1"), 1500)).toEqual({ stored: 0, full: 0, away: 1500 });
    await server.start();
    await untilReady(early);
    expect((await pairsOf("192.0.2.1", early)).stored).toBe(200);
  });

  it("count nothing that it refused", async () => {
    const server = await redis();
    const own = newStore(server.url);
    await untilReady(own);
    // A server that refuses writes although its memory is not full.
    await server.command("CONFIG", "SET", "min-replicas-to-write", "1");
    expect((await store((id) => own.create(id, RECORD, LONG, "192.0.2.1"), 1500)).stored).toBe(0);
    await server.command("CONFIG", "SET", "min-replicas-to-write", "0");
    await poll(() => own.isReady).toBe(true);
    expect((await pairsOf("192.0.2.1", own)).stored).toBe(200);
  });

  it("start counting again when it has lost everything", async () => {
    const server = await redis();
    const own = newStore(server.url);
    await untilReady(own);
    const first = (await store((id) => own.create(id, RECORD, LONG, "192.0.2.1"), 1500)).stored;
    await server.command("FLUSHALL");
    let again = 0;
    await poll(async () => {
      again += (await pairsOf("192.0.2.1", own)).stored;
      return again;
    }).toBeGreaterThan(first / 2);
  });
});
