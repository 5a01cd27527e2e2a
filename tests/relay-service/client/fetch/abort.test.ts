import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";

let relay: RelayUnderTest;
const { mteFetch } = createMteRelayClient();
const REASON = new Error("changed my mind");

beforeAll(async () => {
  relay = await runRelay({ env: { VERIFY_BODY_BYTES: "1" } });
  await mteFetch(relay.url);
});
afterAll(() => relay.close());
beforeEach(() => {
  relay.upstream.seen.length = 0;
});

describe("an abort", () => {
  it("before the call prevents sending", async () => {
    await expect(mteFetch(relay.url, { signal: AbortSignal.abort(REASON) })).rejects.toBe(REASON);
    const request = new Request(relay.url, { signal: AbortSignal.abort(REASON) });
    await expect(mteFetch(request)).rejects.toBe(REASON);
    expect(relay.upstream.seen).toEqual([]);
  });

  it("that has already happened rejects before anything else does", async () => {
    const order: string[] = [];
    const next = () => Promise.resolve().then(() => order.push("next"));
    await Promise.all([mteFetch(relay.url, { signal: AbortSignal.abort() }).catch(() => order.push("call")), next()]);
    relay.upstream.handle((_request, response) => response.writeHead(200).write("part"));
    const controller = new AbortController();
    const answer = await mteFetch(relay.url, { signal: controller.signal });
    controller.abort();
    await Promise.all([answer.text().catch(() => order.push("text")), next()]);
    expect(order).toEqual(["call", "next", "text", "next"]);
  });

  it("without a reason is fetch's AbortError", async () => {
    await expect(mteFetch(relay.url, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
  });

  it("during the pairing ends the pairing, unless another call waits for it", async () => {
    const pairings: AbortSignal[] = [];
    const started = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const { mteFetch } = createMteRelayClient({
      fetch: async (url, init) => {
        if (String(url).endsWith("/api/mte-pair") && pairings.push(init?.signal as AbortSignal) === 1) {
          started.resolve();
          await goOn.promise;
        }
        return fetch(url, init);
      },
    });
    const [one, two] = [new AbortController(), new AbortController()];
    const first = mteFetch(relay.url, { signal: one.signal });
    const second = mteFetch(relay.url, { signal: two.signal });
    await started.promise;
    one.abort(REASON);
    await expect(first).rejects.toBe(REASON);
    expect(pairings[0]?.aborted).toBe(false);
    two.abort(REASON);
    await expect(second).rejects.toBe(REASON);
    expect(pairings[0]?.aborted).toBe(true);
    // The next call is not affected.
    expect((await mteFetch(relay.url)).status).toBe(200);
    goOn.resolve();
    expect(pairings).toHaveLength(2);
  });

  it("while the client waits for a busy relay ends the wait", async () => {
    const requested = Promise.withResolvers<void>();
    const { mteFetch } = createMteRelayClient({
      fetch: async () => {
        requested.resolve();
        return new Response(null, { status: 503, headers: { "retry-after": "10" } });
      },
    });
    const controller = new AbortController();
    const call = mteFetch(relay.url, { signal: controller.signal });
    await requested.promise;
    controller.abort(REASON);
    await expect(call).rejects.toBe(REASON);
  });

  it("while a stream is read ahead cancels the stream", async () => {
    const cancelled = Promise.withResolvers<unknown>();
    const requested = Promise.withResolvers<void>();
    const body = new ReadableStream(
      { pull: () => new Promise(() => requested.resolve()), cancel: cancelled.resolve },
      { highWaterMark: 0 },
    );
    const controller = new AbortController();
    const call = mteFetch(relay.url, { method: "POST", body, duplex: "half", signal: controller.signal } as RequestInit);
    await requested.promise;
    controller.abort(REASON);
    await expect(call).rejects.toBe(REASON);
    expect(await cancelled.promise).toBe(REASON);
    expect(relay.upstream.seen).toEqual([]);
  });

  it("in the middle of an upload reaches the upstream, and cancels the stream", async () => {
    const cancelled = Promise.withResolvers<unknown>();
    let pieces = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (pieces++ < 30) controller.enqueue(new Uint8Array(65_536));
        else return new Promise(() => {});
      },
      cancel: cancelled.resolve,
    });
    relay.upstream.handle((request) => request.resume());
    const controller = new AbortController();
    const call = mteFetch(relay.url, { method: "POST", body, duplex: "half", signal: controller.signal } as RequestInit);
    await relay.upstream.arrived(1);
    controller.abort(REASON);
    await expect(call).rejects.toBe(REASON);
    expect(await cancelled.promise).toBe(REASON);
    expect(await relay.upstream.seen[0]?.over).toBe(false);
    expect(relay.upstream.seen[0]?.whole).toBe(false);
  });

  it("before the upstream has answered reaches the upstream", async () => {
    relay.upstream.handle(() => {});
    const controller = new AbortController();
    const call = mteFetch(relay.url, { method: "POST", body: "x", signal: controller.signal });
    await relay.upstream.arrived(1);
    controller.abort(REASON);
    await expect(call).rejects.toBe(REASON);
    expect(await relay.upstream.seen[0]?.over).toBe(false);
    expect(relay.upstream.seen).toHaveLength(1);
  });

  it("while the answer is being read ends it with the reason", async () => {
    relay.upstream.handle((_request, response) => response.writeHead(200).write("part"));
    const controller = new AbortController();
    const response = await mteFetch(relay.url, { signal: controller.signal });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    await reader.read();
    const next = reader.read();
    controller.abort(REASON);
    await expect(next).rejects.toBe(REASON);
    expect(await relay.upstream.seen[0]?.over).toBe(false);
  });

  it("after the answer has been read changes nothing", async () => {
    relay.upstream.handle((_request, response) => response.end("whole"));
    const controller = new AbortController();
    const response = await mteFetch(relay.url, { signal: controller.signal });
    expect(await response.text()).toBe("whole");
    controller.abort(REASON);
    expect((await mteFetch(relay.url)).status).toBe(200);
  });
});
