import type { ServerResponse } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RelayError } from "../../../../relay-service/client/mte-relay-client.d.mts";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { createEventSource, reconnectDelayMs } from "../../../../relay-service/client/signalr/event-source.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";

let relay: RelayUnderTest;
let source: EventSource;
/** What each connection gets, in order; the last one stays open. */
let answers: ((response: ServerResponse) => void)[];

beforeAll(async () => {
  relay = await runRelay();
});
afterAll(() => relay.close());
beforeEach(() => {
  relay.upstream.seen.length = 0;
  relay.upstream.handle((request, response) => {
    request.resume();
    answers[relay.upstream.seen.length - 1]?.(response);
  });
});
afterEach(() => source?.close());

const events =
  (text: string, ends = false) =>
  (response: ServerResponse) => {
    // The next connection follows at once.
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" }).write(`retry: 0\n\n${text}`);
    if (ends) response.end();
  };
const status =
  (code: number, type = "text/event-stream") =>
  (response: ServerResponse) =>
    response.writeHead(code, { "content-type": type }).end();

type Init = { withCredentials?: boolean; headers?: Record<string, string> };
function open(path = "/events", init?: Init): EventSource {
  const EventSource = createEventSource(createMteRelayClient({ relayUrl: relay.url }).mteFetch);
  source = new EventSource(new URL(path, relay.url), init);
  return source;
}
const next = <T extends Event = MessageEvent>(type: string) =>
  new Promise<T>((resolve) => source.addEventListener(type, (event) => resolve(event as Event as T), { once: true }));
type Failed = Event & { error: RelayError | undefined };

describe("an event source over the relay", () => {
  it("has the members of the standard's", async () => {
    answers = [events("data: 1\n\n")];
    open("/events?x=1", { withCredentials: true });
    const { CONNECTING, OPEN, CLOSED, readyState, url, withCredentials } = source;
    expect([CONNECTING, OPEN, CLOSED, readyState]).toEqual([0, 1, 2, 0]);
    expect([url, withCredentials]).toEqual([`${relay.url}/events?x=1`, true]);
    await next("open");
    expect(source.readyState).toBe(1);
    source.close();
    expect(source.readyState).toBe(2);
    const { CONNECTING: first, OPEN: second, CLOSED: third } = source.constructor as typeof EventSource;
    expect([first, second, third]).toEqual([0, 1, 2]);
  });

  it("gives events of each type, with data, id and origin", async () => {
    answers = [events("id: 7\nevent: tick\ndata: a\ndata: b\n\ndata: c\n\n")];
    open();
    const [tick, message] = await Promise.all([next("tick"), next("message")]);
    expect([tick.data, tick.lastEventId, tick.origin]).toEqual(["a\nb", "7", relay.url]);
    expect([message.data, message.lastEventId]).toEqual(["c", "7"]);
  });

  it("calls the handlers that are set as properties", async () => {
    answers = [events("data: 1\n\n", true), status(204)];
    open();
    const seen: string[] = [];
    await new Promise<void>((resolve) => {
      source.onopen = () => seen.push("open");
      source.onmessage = ({ data }) => seen.push(data);
      source.onerror = () => seen.push("error") && source.readyState === 2 && resolve();
    });
    expect(seen).toEqual(["open", "1", "error", "error"]);
  });

  it("sends headers of its own, and none that is empty", async () => {
    answers = [events("")];
    open("/events", { headers: { authorization: "Bearer x", cookie: "" } });
    await next("open");
    const [{ headers }] = relay.upstream.seen as [(typeof relay.upstream.seen)[0]];
    expect(headers).toMatchObject({ accept: "text/event-stream", authorization: "Bearer x", "cache-control": "no-cache" });
    expect(headers).not.toHaveProperty("cookie");
  });

  it("comes back with the id of the last complete event when the stream ends or breaks", async () => {
    const whole = Promise.withResolvers<ServerResponse>();
    const breaks = (response: ServerResponse) => {
      events("id: 2\ndata: 2\n\nid: incomplete\ndata: 3\n")(response);
      whole.resolve(response);
    };
    answers = [events("id: 1\ndata: 1\n\n", true), breaks, events("")];
    open();
    const ended = await next<Failed>("error");
    expect([ended.error, source.readyState]).toEqual([undefined, 0]);
    expect((await next("message")).data).toBe("2");
    (await whole.promise).destroy();
    const broken = await next<Failed>("error");
    expect([broken.error?.code, source.readyState]).toEqual(["body", 0]);
    await next("open");
    expect(relay.upstream.seen.map(({ headers }) => headers["last-event-id"])).toEqual([undefined, "1", "2"]);
  });

  it("sends an id that is not ASCII as UTF-8", async () => {
    answers = [events("id: grün\ndata: 2\n\n", true), events("")];
    open();
    await relay.upstream.arrived(2);
    expect(relay.upstream.seen[1]?.headers["last-event-id"]).toBe(Buffer.from("grün").toString("latin1"));
  });

  it.each([
    ["the status 204", status(204)],
    ["the status 404", status(404)],
    ["the status 500", status(500)],
    ["another type", status(200, "text/plain")],
    ["a type that only begins like it", status(200, "text/event-stream-2")],
    [
      "a redirect to another origin",
      (response: ServerResponse) => response.writeHead(302, { location: "https://a.example/" }).end(),
    ],
  ])("does not come back after %s", async (_name, answer) => {
    answers = [answer];
    open("/events?access_token=secret");
    const { error } = await next<Failed>("error");
    expect(source.readyState).toBe(2);
    expect(error).toBeInstanceOf(Error);
    expect(String(error)).not.toContain("secret");
    expect(relay.upstream.seen).toHaveLength(1);
  });

  it("follows a redirect within the relay, and comes back to its own url", async () => {
    answers = [(response) => response.writeHead(307, { location: "/other" }).end(), events("data: 1\n\n", true), events("")];
    open();
    await next("open");
    await next("open");
    expect(relay.upstream.seen.map(({ target }) => target)).toEqual(["/events", "/other", "/events"]);
  });

  it("fails, and does not come back, when an event never ends", async () => {
    answers = [
      (response) => {
        events("data: ")(response);
        const piece = Buffer.alloc(1_000_000, "x");
        for (let count = 0; count < 40; count++) response.write(piece);
      },
    ];
    open();
    const { error } = await next<Failed>("error");
    expect([error?.message, source.readyState]).toEqual(["an event may have 33554432 characters at most", 2]);
    // The rest is not read.
    expect(await relay.upstream.seen[0]?.over).toBe(false);
  });

  it("gives no event after it was closed, and lets go of the connection", async () => {
    answers = [events("data: 1\n\ndata: 2\n\n")];
    open();
    const seen: unknown[] = [];
    source.onmessage = ({ data }) => {
      seen.push(data);
      source.close();
    };
    source.onerror = () => seen.push("error");
    await next("message");
    expect(await relay.upstream.seen[0]?.over).toBe(false);
    expect(seen).toEqual(["1"]);
  });

  it("does not connect when it was closed at once", async () => {
    open().close();
    expect(await Promise.race([next("error"), new Promise((resolve) => setImmediate(resolve, "nothing"))])).toBe("nothing");
    expect(relay.upstream.seen).toEqual([]);
  });

  it("refuses what is no url, without repeating it", () => {
    const EventSource = createEventSource(createMteRelayClient().mteFetch);
    const error = { name: "SyntaxError", message: 'the url must be one such as "https://relay.example.com/events"' };
    expect(() => new EventSource("//[?access_token=secret")).toThrow(expect.objectContaining(error));
    expect(() => new EventSource(relay.url, { headers: { "in valid": "1" } })).toThrow(TypeError);
  });

  it("comes back when the relay cannot be reached", async () => {
    answers = [events("", true), events("")];
    let calls = 0;
    // The client itself tries twice.
    const failing: typeof fetch = (url, init) =>
      `${url}`.endsWith("/api/mte-relay") && [2, 3].includes(++calls) ? Promise.reject(new TypeError("down")) : fetch(url, init);
    const EventSource = createEventSource(createMteRelayClient({ relayUrl: relay.url, fetch: failing }).mteFetch);
    source = new EventSource(relay.url);
    await next("error");
    const { error } = await next<Failed>("error");
    expect([error?.code, source.readyState]).toEqual(["network", 0]);
    await next("open");
    expect(calls).toBe(4);
  });
});

describe("the time until the next connection", () => {
  const between = (ms: number, failures: number, least: number) => {
    for (let count = 0; count < 100; count++) {
      const delay = reconnectDelayMs(ms, failures);
      expect(delay).toBeGreaterThanOrEqual(least);
      expect(delay).toBeLessThanOrEqual(least * 1.25);
    }
  };

  it("is the server's, doubled with each failure up to 30 s", () => {
    between(3000, 0, 3000);
    between(3000, 1, 6000);
    between(3000, 3, 24_000);
    between(3000, 4, 30_000);
    between(3000, 2000, 30_000);
  });

  it("is longer when the server wants so, a day at most, as a timer for more would end at once", () => {
    between(60_000, 5, 60_000);
    between(1e15, 0, 86_400_000);
    between(Number.POSITIVE_INFINITY, 3, 86_400_000);
  });
});
