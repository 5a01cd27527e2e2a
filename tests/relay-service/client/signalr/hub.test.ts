import { once } from "node:events";
import * as signalR from "@microsoft/signalr";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";
import { connectionTo, TRANSPORTS, type Transport } from "../../../support/signalr-hub/hub-client.ts";
import { type RunningHub, runHub } from "../../../support/signalr-hub/running-hub.ts";

let hub: RunningHub;
let relay: RelayUnderTest;
let connection: signalR.HubConnection;

beforeAll(async () => {
  hub = await runHub();
  relay = await runRelay({ upstream: hub.upstream });
});
afterAll(() => relay.close());
beforeEach(() => {
  hub.upstream.seen.length = 0;
  hub.executed.length = 0;
  hub.negotiation = {};
});
afterEach(() => connection?.stop());

async function start(transport: Transport | undefined, options?: signalR.IHttpConnectionOptions): Promise<void> {
  connection = connectionTo(relay.url, transport, options);
  await connection.start();
}

/** All items of a stream. */
function itemsOf<T>(stream: signalR.IStreamResult<T>): Promise<T[]> {
  const items: T[] = [];
  return new Promise((resolve, reject) => {
    stream.subscribe({ next: (item) => items.push(item), complete: () => resolve(items), error: reject });
  });
}

describe.each(TRANSPORTS)("a connection of SignalR's own library by %s", (transport) => {
  it("invokes methods, and gets their results and errors", async () => {
    await start(transport);
    expect(await connection.invoke("Echo", { text: "grüße" })).toEqual({ text: "grüße" });
    expect(await Promise.all([1, 2, 3, 4, 5].map((value) => connection.invoke("Echo", value)))).toEqual([1, 2, 3, 4, 5]);
    await expect(connection.invoke("Fail")).rejects.toThrow("the method failed");
    await connection.send("Execute", "without a result");
    await connection.invoke("Execute", "with a result");
    expect(hub.executed).toEqual(["without a result", "with a result"]);
    const paths = hub.upstream.seen.map(({ method, headers }) => `${method} ${headers.accept}`);
    expect(paths.includes("GET text/event-stream")).toBe(transport === "ServerSentEvents");
  });

  it("receives what the hub sends by itself, in order", async () => {
    await start(transport);
    const received: string[] = [];
    const all = new Promise<void>((resolve) => {
      connection.on("told", (text) => received.push(text) === 100 && resolve());
    });
    const sent = Array.from({ length: 100 }, (_, index) => `message ${index}`);
    for (const text of sent) hub.broadcast("told", text);
    await all;
    expect(received).toEqual(sent);
  });

  it("streams from the hub, and to it", async () => {
    await start(transport);
    expect(await itemsOf(connection.stream("Count", 50))).toEqual(Array.from({ length: 50 }, (_, index) => index));
    const subject = new signalR.Subject<number>();
    const sum = connection.invoke("Sum", subject);
    for (const item of [1, 2, 3]) subject.next(item);
    subject.complete();
    expect(await sum).toBe(6);
  });

  it("cancels a stream", async () => {
    await start(transport);
    const server = [...hub.connections.values()].at(-1);
    await new Promise<void>((resolve) => {
      const subscription = connection.stream("Endless").subscribe({
        next: () => {
          subscription.dispose();
          resolve();
        },
        complete: () => {},
        error: () => {},
      });
    });
    await expect.poll(() => server?.cancelled.size, { timeout: 20_000 }).toBe(1);
  });

  it("takes large messages both ways", async () => {
    await start(transport);
    const large = "é".repeat(1_500_000);
    expect(await connection.invoke("Large", 1_500_000)).toBe(large);
    expect(await connection.invoke("Echo", large)).toBe(large);
  });

  it("tells the hub when it stops", async () => {
    await start(transport);
    const closed = new Promise((resolve) => connection.onclose(resolve));
    const stream = hub.upstream.seen.find(({ headers }) => headers.accept === "text/event-stream");
    await connection.stop();
    expect(await closed).toBeUndefined();
    expect(connection.state).toBe("Disconnected");
    if (transport === "LongPolling") expect(hub.upstream.seen.at(-1)?.method).toBe("DELETE");
    else expect(await stream?.over).toBe(false);
    expect(hub.connections.size).toBe(0);
  });

  it("reconnects when the hub ends the connection, and says so", async () => {
    await start(transport);
    const events: string[] = [];
    connection.onreconnecting(() => events.push("reconnecting"));
    const reconnected = new Promise((resolve) => connection.onreconnected(resolve));
    for (const each of [...hub.connections.values()]) each.close(true);
    await reconnected;
    expect(events).toEqual(["reconnecting"]);
    expect(await connection.invoke("Echo", "again")).toBe("again");
  });

  it("ends with the hub's error when the hub does not want it back", async () => {
    await start(transport);
    const closed = new Promise<Error | undefined>((resolve) => connection.onclose(resolve));
    for (const each of [...hub.connections.values()]) each.close(false);
    await closed;
    expect(connection.state).toBe("Disconnected");
  });

  it("reconnects when the hub has forgotten it, as after a restart", async () => {
    await start(transport);
    const reconnected = new Promise((resolve) => connection.onreconnected(resolve));
    if (transport === "LongPolling") hub.connections.clear();
    // The library asks again when the current poll ends.
    hub.upstream.server.closeAllConnections();
    await reconnected;
    expect(await connection.invoke("Echo", "again")).toBe("again");
  });

  it("gives its access token to the hub with each request", async () => {
    let tokens = 0;
    await start(transport, { accessTokenFactory: () => `secret-token-${++tokens}` });
    await connection.invoke("Echo", 1);
    const tokenOf = ({ headers, target }: (typeof hub.upstream.seen)[number]) =>
      headers.authorization?.replace("Bearer ", "") ?? new URL(target, relay.url).searchParams.get("access_token");
    const given = hub.upstream.seen.map(tokenOf);
    expect(given.length).toBeGreaterThan(3);
    expect(new Set(given)).toEqual(new Set(["secret-token-1"]));
  });
});

it("without a transport in the options, a connection takes server-sent events, and never WebSockets", async () => {
  await start(undefined);
  expect(await connection.invoke("Echo", 1)).toBe(1);
  expect(hub.upstream.seen.map(({ headers }) => headers.accept)).toContain("text/event-stream");
});

it("a stream on which nothing happens stays open by the hub's pings, for longer than UPSTREAM_TIMEOUT_MS", async () => {
  const own = await runHub();
  own.pingMs = 50;
  await using impatient = await runRelay({ upstream: own.upstream, env: { UPSTREAM_TIMEOUT_MS: "1000" } });
  connection = connectionTo(impatient.url, "ServerSentEvents");
  await connection.start();
  let ended = false;
  connection.onreconnecting(() => {
    ended = true;
  });
  await once(AbortSignal.timeout(2500), "abort");
  expect([ended, await connection.invoke("Echo", 1)]).toEqual([false, 1]);
  await connection.stop();
});
