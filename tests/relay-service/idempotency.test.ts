import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exchange, pairWith } from "../support/independent-client/exchange.ts";
import { bodyText } from "../support/independent-client/opened-answer.ts";
import type { Pair } from "../support/independent-client/pairing.ts";
import { type RelayUnderTest, runRelay } from "../support/relay/running-relay.ts";

describe("an Idempotency-Key", () => {
  let relay: RelayUnderTest;
  let pair: Pair;
  beforeAll(async () => {
    relay = await runRelay({ env: { IDEMPOTENCY_MS: "60000" } });
    relay.upstream.handle((request, response) => void request.resume().on("end", () => response.end("done")));
    pair = await pairWith({ port: relay.port });
  });
  afterAll(() => relay.close());

  const post = async (key: string, body: readonly Buffer[] = [Buffer.from("order")]) => {
    const answer = await exchange(relay.port, pair, {
      method: "POST",
      target: "orders",
      headers: [["idempotency-key", key]],
      body,
    });
    if (answer.kind !== "answer") throw new Error(`not an answer: ${answer.kind}`);
    return `${answer.status} ${await bodyText(answer.body)}`;
  };

  it("lets a request through once, and answers a second one with a sealed 409", async () => {
    expect(await post("a")).toBe("200 done");
    expect(await post("a")).toBe('409 {"error":"repeated"}');
    expect(await post("b")).toBe("200 done");
    expect(relay.upstream.seen.length).toBe(2);
  });

  it("lets one of many concurrent requests through", async () => {
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => post("c")));
    expect(outcomes.filter((outcome) => outcome === "200 done").length).toBe(1);
  });

  it("stays unused after a request that was too large to be dispatched", async () => {
    await using small = await runRelay({ env: { IDEMPOTENCY_MS: "60000", MAX_BODY_BYTES: "10" } });
    const other = await pairWith({ port: small.port });
    const send = (text: string) =>
      exchange(small.port, other, {
        method: "POST",
        target: "x",
        headers: [["idempotency-key", "k"]],
        body: [Buffer.from(text)],
      });
    expect(await send("more than ten bytes")).toMatchObject({ kind: "answer", status: 413 });
    expect(await send("ten")).toMatchObject({ kind: "answer", status: 200 });
  });
});
