import { expect, test } from "vitest";
import type { BodyOpener } from "../../../relay-service/src/codec/codec.ts";
import type { BodySource } from "../../../relay-service/src/http1/body-source.ts";
import { Shares } from "../../../relay-service/src/limits/shares.ts";
import { GcPacer } from "../../../relay-service/src/memory/gc-pacer.ts";
import { RequestBody } from "../../../relay-service/src/proxy/request/request-body.ts";
import { bodyRequest } from "./body-request.ts";

/** Lets streams do their deferred work. */
const settled = () => new Promise((done) => setImmediate(done));

/** The body of a clear request, and a log of its events and of the bytes that its sink accepts. */
function received(headers: Record<string, string> = {}, complete = false) {
  const log: string[] = [];
  const offered = Promise.withResolvers<BodySource>();
  const request = bodyRequest({ sealed: false, headers, complete });
  const limits = { verifyBytes: 1000, maxBytes: 100, budget: new Shares(1000) };
  const events = {
    complete: (body: Buffer) => void log.push(`whole ${body}`),
    stream: (source: BodySource) => {
      log.push("stream");
      offered.resolve(source);
    },
    failed: (flaw: string) => void log.push(flaw),
    activity: () => {},
    internalError: (error: unknown) => void log.push(`${error}`),
  };
  const opener = request.opened.body as BodyOpener;
  const length = headers["content-length"];
  const declared = length === undefined ? null : Number(length);
  const body = new RequestBody(
    request,
    { opener, declared, limits, pacer: new GcPacer({ collectYoung: () => {} }), started: 0 },
    events,
  );
  const sink = {
    hasRoom: true,
    write: (pieces: readonly Buffer[]) => {
      log.push(`took ${Buffer.concat(pieces)}`);
      return sink.hasRoom;
    },
    end: () => void log.push("end"),
    fail: () => void log.push("broke off"),
  };
  const { incoming } = request;
  const end = (last?: string) => {
    if (last !== undefined) incoming.push(last);
    incoming.push(null);
  };
  return { incoming, end, body, log, sink, offered: offered.promise };
}

test("a body waits, with its end, until there is a sink for it", async () => {
  const { incoming, end, body, log, sink, offered } = received();
  body.receive();
  incoming.push("one ");
  const source = await offered;
  expect(incoming.isPaused()).toBe(true);
  expect(body.isWaiting).toBe(false);
  end("two");
  await settled();
  expect(log).toEqual(["stream"]);
  source.start(sink);
  await settled();
  expect(log).toEqual(["stream", "took one ", "took two", "end"]);
});

test("a body that ended before there is a sink is complete", async () => {
  const { incoming, end, body, log, sink, offered } = received();
  end("one");
  body.receive();
  const source = await offered;
  await settled();
  expect(incoming.readableEnded).toBe(true);
  source.start(sink);
  expect(log).toEqual(["stream", "took one", "end"]);
});

test("a body is read no faster than its sink accepts it", async () => {
  const { incoming, end, body, log, sink, offered } = received();
  body.receive();
  incoming.push("1");
  (await offered).start(sink);
  await settled();
  sink.hasRoom = false;
  incoming.push("2");
  await settled();
  end("3");
  await settled();
  expect(log).toEqual(["stream", "took 1", "took 2"]);
  sink.hasRoom = true;
  body.resume();
  await settled();
  expect(log).toEqual(["stream", "took 1", "took 2", "took 3", "end"]);
});

test("a body that is cancelled or too long is aborted, and never ended", async () => {
  const given = received();
  given.body.receive();
  given.incoming.push("one ");
  (await given.offered).start(given.sink);
  given.body.cancel();
  given.end("two");
  await settled();
  expect(given.log).toEqual(["stream", "took one ", "broke off"]);
  given.body.start(given.sink);
  expect(given.log.at(-1)).toBe("broke off");

  const long = received();
  long.body.receive();
  long.incoming.push("x");
  (await long.offered).start(long.sink);
  long.end("x".repeat(100));
  await settled();
  expect(long.log).toEqual(["stream", "took x", "broke off", "too-large"]);
});

test("a body that is no longer needed is read and dropped, as its client may write all of it before it reads", async () => {
  const { incoming, end, body, log, sink, offered } = received();
  body.receive();
  incoming.push("one ");
  (await offered).start(sink);
  body.stop();
  end("two");
  await settled();
  expect(incoming.isPaused()).toBe(false);
  expect(incoming.readableLength).toBe(0);
  expect(log).toEqual(["stream", "took one "]);
});

test("a clear body that arrives at once is passed on in one piece with its declared length", async () => {
  const { incoming, end, body, log } = received({ "content-length": "7" });
  body.receive();
  incoming.push("one two");
  await settled();
  expect(log).toEqual([]);
  end();
  await settled();
  expect(log).toEqual(["whole one two"]);
});

test("a body that has already arrived is passed on in one piece", () => {
  const { end, body, log } = received({ "content-length": "7" }, true);
  end("one two");
  body.receive();
  expect(log).toEqual(["whole one two"]);
});
