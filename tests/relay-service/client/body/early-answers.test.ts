import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";

const MOST = 1_000_000;
let relay: RelayUnderTest;
const { mteFetch } = createMteRelayClient();

beforeAll(async () => {
  relay = await runRelay({ env: { MAX_BODY_BYTES: `${20 * MOST}` } });
});
afterAll(() => relay.close());
beforeEach(() => {
  relay.upstream.seen.length = 0;
  relay.upstream.handle((_request, response) => response.writeHead(401, { "content-length": 4 }).end("who?"));
});

/** A stream that gives pieces of 64 KiB, up to `pieces`, and then waits forever; and the reason with which it is cancelled. */
function endless(pieces: number) {
  const cancelled = Promise.withResolvers<unknown>();
  let given = 0;
  const body = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => (given++ < pieces ? controller.enqueue(new Uint8Array(65_536)) : new Promise(() => {})),
      cancel: cancelled.resolve,
    },
    { highWaterMark: 0 },
  );
  return { body, cancelled: cancelled.promise, given: () => given };
}

describe("an answer that comes before the request has been sent", () => {
  it.each([
    ["a stream that goes on", 1e9, {}],
    ["a stream that waits", 18, {}],
    ["a stream that is sent while it is written", 18, { stream: true }],
  ] as const)("ends and cancels the upload of %s, even when nobody reads the answer", async (_name, pieces, mte) => {
    const { body, cancelled } = endless(pieces);
    const answer = await mteFetch(relay.url, { method: "POST", body, duplex: "half", mte } as RequestInit);
    expect(answer.status).toBe(401);
    await cancelled;
    expect(await answer.text()).toBe("who?");
    expect(relay.upstream.seen).toMatchObject([{ whole: false }]);
  });

  it("can be the relay's own, when the body is larger than the relay accepts", async () => {
    relay.upstream.handle((request) => request.resume());
    const { body, cancelled } = endless(1e9);
    const answer = await mteFetch(relay.url, { method: "POST", body, duplex: "half" } as RequestInit);
    expect([answer.status, await answer.json()]).toEqual([413, { error: "too-large" }]);
    await cancelled;
    const known = await mteFetch(relay.url, { method: "PUT", body: new Blob([new Uint8Array(20 * MOST + 1)]) });
    expect([known.status, await known.json()]).toEqual([413, { error: "too-large" }]);
  });

  it("ends the upload when it is complete, even without a known length", async () => {
    relay.upstream.handle((_request, response) => {
      response.writeHead(403).write("a");
      response.end("b");
    });
    const { body, cancelled } = endless(18);
    const answer = await mteFetch(relay.url, { method: "POST", body, duplex: "half" } as RequestInit);
    expect(await answer.text()).toBe("ab");
    await cancelled;
  });

  it("lets the upload continue while the answer itself continues", async () => {
    relay.upstream.handle((request, response) => request.pipe(response.writeHead(200)));
    const pipe = new TransformStream<Uint8Array, Uint8Array>();
    const writer = pipe.writable.getWriter();
    const init = { method: "POST", body: pipe.readable, duplex: "half", mte: { stream: true } };
    const call = mteFetch(relay.url, init as RequestInit);
    const large = new Uint8Array(2_000_000);
    const written = writer.write(large);
    const reader = ((await call).body as ReadableStream<Uint8Array>).getReader();
    let read = 0;
    while (read < large.length) read += (await reader.read()).value?.length ?? Number.NaN;
    await written;
    await writer.close();
    expect((await reader.read()).done).toBe(true);
  });

  it("is followed to its redirect target, without the stream", async () => {
    relay.upstream.handle((request, response) => {
      if (request.url === "/end") response.end(request.method);
      else response.writeHead(303, { location: "/end", "content-length": 0 }).end();
    });
    const { body, cancelled } = endless(18);
    const answer = await mteFetch(`${relay.url}/start`, { method: "POST", body, duplex: "half" } as RequestInit);
    expect(await answer.text()).toBe("GET");
    await cancelled;
  });
});
