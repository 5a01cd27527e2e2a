import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exchange, pairWith, sendSealed } from "../../support/independent-client/exchange.ts";
import { sealRequest } from "../../support/independent-client/sealed-request.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";
import { outcome } from "./relay-behind-intermediary.ts";
import { testIdentity } from "./test-identity.ts";

const { seed, pin } = testIdentity();
const otherPin = randomBytes(32).toString("base64url");

let relay: RelayUnderTest;

beforeAll(async () => {
  relay = await runRelay({ env: { RELAY_IDENTITY_SEED: seed } });
});
afterAll(() => relay.close());

describe("pairs", () => {
  it("are refused by a client that pins another identity", async () => {
    await expect(pairWith({ port: relay.port, pins: [otherPin] })).rejects.toThrow("the relay's identity is not pinned");
  });

  it.each([[[pin]], [[otherPin, pin]]])("are accepted by a client that pins the identity", async (pins) => {
    const pair = await pairWith({ port: relay.port, pins });
    expect(await outcome(exchange(relay.port, pair, { method: "GET", target: "x" }))).toMatchObject({ kind: "answer" });
  });

  it("of one client can be used side by side", async () => {
    const first = await pairWith({ port: relay.port });
    const second = await pairWith({ port: relay.port, signedClientId: first.signedClientId });
    expect(second.signedClientId).toBe(first.signedClientId);
    expect(second.pairId).not.toBe(first.pairId);
    for (const pair of [first, second, first, second])
      expect(await outcome(exchange(relay.port, pair, { method: "GET", target: "x" }))).toMatchObject({ kind: "answer" });
  });

  it("of a page work with its origin", async () => {
    const page = "https://app.example.com";
    const pair = await pairWith({ port: relay.port, page });
    const answer = sendSealed(relay.port, sealRequest(pair, { method: "GET", target: "x" }), [["origin", page]]);
    expect(await outcome(answer)).toMatchObject({ kind: "answer" });
  });

  it("are useless to a client with wrong keys", async () => {
    const pair = await pairWith({ port: relay.port });
    const stranger = { ...pair, headerKey: randomBytes(32) };
    expect(await outcome(exchange(relay.port, stranger, { method: "GET", target: "x" }))).toEqual({
      kind: "refused",
      status: 562,
      code: "tag",
    });
    const halfKnown = { ...pair, secret: randomBytes(32) };
    expect(await outcome(exchange(relay.port, halfKnown, { method: "GET", target: "x" }))).toEqual({
      kind: "not dispatched",
      code: "open",
    });
  });

  it("carry 40 concurrent requests, answered out of order", async () => {
    relay.upstream.seen.length = 0;
    const pairs = await Promise.all([1, 2, 3].map(() => pairWith({ port: relay.port })));
    const waiting: (() => void)[] = [];
    // Nothing is answered before all have arrived; then the last comes first.
    relay.upstream.handle((request, response, seen) => {
      request.resume().on("end", () => {
        waiting.push(() => response.end(`${seen.target} ${seen.body}`));
        if (waiting.length === 40) for (const answer of waiting.reverse()) answer();
      });
    });
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, i) => {
        const body = [Buffer.from(`body ${i}`)];
        const pair = pairs[i % 3];
        if (!pair) throw new Error("three pairs were made");
        return outcome(exchange(relay.port, pair, { method: "POST", target: `n/${i}`, body }));
      }),
    );
    expect(answers).toEqual(
      Array.from({ length: 40 }, (_, i) => expect.objectContaining({ kind: "answer", text: `/n/${i} body ${i}` })),
    );
    expect(relay.upstream.seen).toHaveLength(40);
  });

  it("accept sequence numbers in any order, each once", async () => {
    relay.upstream.handle((_request, response) => void response.end("ok"));
    const pair = await pairWith({ port: relay.port });
    for (const sequence of [8191, 0, 4000, 1, 8190])
      expect(await outcome(exchange(relay.port, pair, { method: "GET", target: "x", sequence }))).toMatchObject({
        kind: "answer",
      });
    expect(await outcome(exchange(relay.port, pair, { method: "GET", target: "x", sequence: 4000 }))).toEqual({
      kind: "refused",
      status: 562,
      code: "replay",
    });
    expect(await outcome(exchange(relay.port, pair, { method: "GET", target: "x", sequence: 8192 }))).toMatchObject({
      status: 569,
      code: "form",
    });
  });
});
