import type { HubConnection } from "@microsoft/signalr";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { describeWithRedis, type RedisServer, startRedis } from "../../../support/relay/redis-server.ts";
import { type RelayProcess, relayProcess } from "../../../support/relay/relay-process.ts";
import { type RequestAlternator, requestAlternator } from "../../../support/relay/request-alternator.ts";
import { connectionTo, TRANSPORTS, type Transport } from "../../../support/signalr-hub/hub-client.ts";
import { type RunningHub, runHub } from "../../../support/signalr-hub/running-hub.ts";

describeWithRedis("behind two relays that share a Redis,", () => {
  let redis: RedisServer;
  let hub: RunningHub;
  let relays: RelayProcess[];
  let front: RequestAlternator;
  let connection: HubConnection;
  /** What the program sees, in order. */
  let events: string[];

  /** Relays accept more pairings than usual, and stop sooner. */
  const startRelay = () =>
    relayProcess({ UPSTREAM: hub.upstream.url, REDIS_URL: redis.url, PAIRING_BURST: "1000", DRAIN_MS: "3000" });

  beforeAll(async () => {
    redis = await startRedis();
    hub = await runHub();
    relays = await Promise.all([startRelay(), startRelay()]);
  });
  afterAll(async () => {
    await Promise.all(relays.map((relay) => relay.kill()));
    await hub[Symbol.asyncDispose]();
    await redis.stop();
  });
  beforeEach(async () => {
    // The first one may have been killed.
    const [first, second] = relays as [RelayProcess, RelayProcess];
    if (first.child.signalCode !== null || first.child.exitCode !== null) relays = [await startRelay(), second];
    front = await requestAlternator(...relays.map(({ port }) => port));
    events = [];
    hub.executed.length = 0;
    hub.answersPostsAfter = Promise.resolve();
  });
  afterEach(async () => {
    await connection.stop();
    await front[Symbol.asyncDispose]();
    hub.connections.clear();
  });

  async function start(transport: Transport): Promise<void> {
    connection = connectionTo(front.origin, transport);
    connection.on("told", (text) => events.push(text));
    connection.onreconnecting(() => events.push("reconnecting"));
    connection.onreconnected(() => events.push("reconnected"));
    await connection.start();
  }

  /** Starts a connection whose messages come by the first relay, while later requests go to the second one. */
  async function startOnFirst(transport: Transport): Promise<void> {
    front.use(0);
    await start(transport);
    hub.broadcast("told", "before");
    await seesEnd().toBe("before");
    await eventually(() => [...hub.connections.values()].some(({ canSend }) => canSend)).toBe(true);
    front.use(1);
  }

  const eventually = <T>(value: () => T) => expect.poll(value, { timeout: 20_000 });
  const seesEnd = () => eventually(() => events.at(-1));

  describe.each(TRANSPORTS)("a connection by %s", (transport) => {
    it("executes each call once and in order, while its requests alternate", async () => {
      await start(transport);
      const names = Array.from({ length: 40 }, (_, index) => `call ${index}`);
      for (const name of names) await connection.invoke("Execute", name);
      for (const name of names) hub.broadcast("told", name);
      await seesEnd().toBe("call 39");
      expect(hub.executed).toEqual(names);
      expect(events).toEqual(names);
      expect(Math.min(...front.counts)).toBeGreaterThan(20);
    });

    it("reconnects by the other relay when its own is killed", async () => {
      await startOnFirst(transport);
      await relays[0]?.kill();
      await seesEnd().toBe("reconnected");
      await connection.invoke("Execute", "after");
      hub.broadcast("told", "after");
      await seesEnd().toBe("after");
      expect(hub.executed).toEqual(["after"]);
      expect(events).toEqual(["before", "reconnecting", "reconnected", "after"]);
    });

    it("goes on by the other relay when its own is stopped, as at a deployment", async () => {
      await startOnFirst(transport);
      relays[0]?.child.kill("SIGTERM");
      await eventually(() => relays[0]?.logged.some(({ msg }) => msg === "draining")).toBe(true);
      hub.broadcast("told", "while it stops");
      await seesEnd().toBe("while it stops");
      await relays[0]?.exited;
      // A poll ends with its message, and the next one goes to the other relay. A stream is cut at the end of DRAIN_MS.
      if (transport === "ServerSentEvents") await seesEnd().toBe("reconnected");
      hub.broadcast("told", "after");
      await seesEnd().toBe("after");
      const cut = transport === "ServerSentEvents" ? ["reconnecting", "reconnected"] : [];
      expect(events).toEqual(["before", "while it stops", ...cut, "after"]);
    });

    it("does not hide that a message is lost which the killed relay had already got", async () => {
      await startOnFirst(transport);
      relays[0]?.child.kill("SIGSTOP");
      // The hub writes it to the socket of the stopped relay, and counts it as delivered.
      hub.broadcast("told", "lost");
      await relays[0]?.kill();
      await seesEnd().toBe("reconnected");
      hub.broadcast("told", "after");
      await seesEnd().toBe("after");
      expect(events).toEqual(["before", "reconnecting", "reconnected", "after"]);
    });

    it("executes a call once whose relay is killed before it has answered, and does not call it successful", async () => {
      await startOnFirst(transport);
      front.use(0);
      const { promise, resolve } = Promise.withResolvers<void>();
      hub.answersPostsAfter = promise;
      const sent = connection.send("Execute", "once").then(
        () => "sent",
        () => "failed",
      );
      await eventually(() => hub.executed).toEqual(["once"]);
      front.use(1);
      await relays[0]?.kill();
      resolve();
      expect(await sent).toBe("failed");
      await seesEnd().toBe("reconnected");
      await connection.invoke("Execute", "next");
      expect(hub.executed).toEqual(["once", "next"]);
    });
  });
});
