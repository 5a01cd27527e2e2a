import { expect, it, onTestFinished } from "vitest";
import { exchange, pairWith, sendSealed } from "../../support/independent-client/exchange.ts";
import { outcome } from "../../support/independent-client/outcome.ts";
import { sealRequest } from "../../support/independent-client/sealed-request.ts";
import { instrumentedUpstream } from "../../support/relay/instrumented-upstream.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../../support/relay/redis-server.ts";
import { relayProcess, untilReady } from "../../support/relay/relay-process.ts";
import { tcpSwitch } from "../../support/relay/tcp-switch.ts";

/** What happens to the primary when its replica replaces it. */
const FAIL_OVERS: Readonly<Record<string, (primary: RedisServer, replicaPort: string) => Promise<unknown>>> = {
  // As for maintenance. Connections to it stay open, and it accepts no writes any more.
  "is made a replica": (primary, replicaPort) => primary.command("REPLICAOF", "127.0.0.1", replicaPort),
  "is lost": (primary) => primary.kill(),
  // As when its machine is cut off: nothing is refused, nothing is answered.
  hangs: async (primary) => primary.pause(),
};

describeWithRedis("two relays whose Redis", () => {
  it.each(Object.entries(FAIL_OVERS))(
    "%s continue with its replica and their pairs, and accept nothing twice",
    async (_, failOver) => {
      const primary = await startRedis();
      onTestFinished(() => primary.stop());
      const primaryPort = new URL(primary.url).port;
      const replica = await startRedis({ args: ["--replicaof", "127.0.0.1", primaryPort] });
      onTestFinished(() => replica.stop());
      const replicaPort = new URL(replica.url).port;
      await using name = await tcpSwitch(Number(primaryPort));
      await using upstream = await instrumentedUpstream((_request, response, { target }) => void response.end(target));
      const env = { UPSTREAM: upstream.url, REDIS_URL: `redis://127.0.0.1:${name.port}`, STORE_TIMEOUT_MS: "300" };
      await using first = await relayProcess(env);
      await using second = await relayProcess(env);
      for (const relay of [first, second]) await untilReady(relay, true);
      const pair = await pairWith({ port: first.port });
      const sealed = sealRequest(pair, { method: "POST", target: "once", body: [Buffer.from("x")] });
      expect(await outcome(sendSealed(first.port, sealed))).toBe("200 /once");
      await untilReplicated(primary, replica);

      await failOver(primary, replicaPort);
      // No request was sent to them.
      for (const relay of [first, second]) await untilReady(relay, false);
      expect(await outcome(exchange(first.port, pair, { method: "POST", target: "between" }))).toBe("refused: redis");
      await replica.command("REPLICAOF", "NO", "ONE");
      name.lead(Number(replicaPort));
      for (const relay of [first, second]) await untilReady(relay, true);

      expect(await outcome(sendSealed(second.port, sealed))).toBe("refused: replay");
      for (const relay of [first, second]) {
        expect(await outcome(exchange(relay.port, pair, { method: "POST", target: "after" }))).toBe("200 /after");
      }
      expect(upstream.seen.map(({ target }) => target)).toEqual(["/once", "/after", "/after"]);
    },
  );
});

describeWithRedis("a relay whose Redis is replaced by an older copy", () => {
  it("does not prove that a POST was not executed when the copy does not have its sequence number as used", async () => {
    const primary = await startRedis();
    onTestFinished(() => primary.stop());
    const primaryPort = new URL(primary.url).port;
    const replica = await startRedis({ args: ["--replicaof", "127.0.0.1", primaryPort] });
    onTestFinished(() => replica.stop());
    await using name = await tcpSwitch(Number(primaryPort));
    await using upstream = await instrumentedUpstream((_request, response, { target }) => void response.end(target));
    const env = { UPSTREAM: upstream.url, REDIS_URL: `redis://127.0.0.1:${name.port}`, STORE_TIMEOUT_MS: "300" };
    await using relay = await relayProcess(env);
    await untilReady(relay, true);
    const pair = await pairWith({ port: relay.port });
    const unknown = await pairWith({ port: relay.port });
    await untilReplicated(primary, replica);
    await replica.command("REPLICAOF", "NO", "ONE");
    await replica.command("DEL", `roc1:p:${unknown.pairId}`);
    const [known, lost] = [pair, unknown].map((each) =>
      sealRequest(each, { method: "POST", target: "once", body: [Buffer.from("x")] }),
    ) as [ReturnType<typeof sealRequest>, ReturnType<typeof sealRequest>];
    for (const sealed of [known, lost]) expect(await outcome(sendSealed(relay.port, sealed))).toBe("200 /once");

    await primary.kill();
    await untilReady(relay, false);
    name.lead(Number(new URL(replica.url).port));
    await untilReady(relay, true);
    // An intermediary sends both again, the first one with a body that does not open.
    const broken = { ...known, body: known.body?.map((frame) => Buffer.alloc(frame.length)) ?? null };
    expect(await outcome(sendSealed(relay.port, broken))).toBe("refused: open");
    expect(await outcome(sendSealed(relay.port, lost))).toBe("refused: nopair");
    expect(upstream.seen.map(({ target }) => target)).toEqual(["/once", "/once"]);
  });
});

/** Polls until the replica has all data of the primary. */
async function untilReplicated(primary: RedisServer, replica: RedisServer): Promise<void> {
  const offset = async (server: RedisServer, name: string) =>
    new RegExp(`${name}:(\\d+)`).exec(String(await server.command("INFO", "replication")))?.[1];
  const written = await offset(primary, "master_repl_offset");
  const isBehind = async () => !written || Number(await offset(replica, "slave_repl_offset")) < Number(written);
  await expect.poll(isBehind, { interval: 10, timeout: 20_000 }).toBe(false);
}
