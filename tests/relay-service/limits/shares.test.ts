import { describe, expect, it } from "vitest";
import { Shares } from "../../../relay-service/src/limits/shares.ts";
import { fc } from "../../support/fast-check.ts";
import { exchange, pairWith } from "../../support/independent-client/exchange.ts";
import { runRelay } from "../../support/relay/running-relay.ts";

describe("a resource that networks share", () => {
  it("gives one network at most half of what is free, and is complete again after everything is returned", () => {
    const shares = new Shares(100);
    expect(shares.take("a", 50)).toBe(true);
    expect(shares.take("a", 1)).toBe(false);
    expect(shares.take("b", 25)).toBe(true);
    expect(shares.take("b", 1)).toBe(false);
    expect(shares.take("c", 12)).toBe(true);
    shares.give("a", 50);
    shares.give("b", 25);
    shares.give("c", 12);
    expect(shares.free).toBe(100);
    expect(shares.take("c", 50)).toBe(true);
  });

  it("gives its only unit to one network", () => {
    const shares = new Shares(1);
    expect([shares.take("a"), shares.take("a"), shares.take("b")]).toEqual([true, false, false]);
  });

  it("always leaves something for one more network, however much the others take", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.array(fc.nat(5), { maxLength: 500 }), (networks, takers) => {
        const shares = new Shares(2 ** networks);
        for (const taker of takers) shares.take(`${taker % networks}`);
        expect(shares.take("newcomer")).toBe(true);
      }),
    );
  });

  it("such as the memory for bodies that are being verified is returned after every request", async () => {
    await using relay = await runRelay({ env: { VERIFY_BODY_BYTES: "65536" } });
    const pair = await pairWith({ port: relay.port });
    // 64 bodies of the largest size fit at a time, half of them for one client: this sends more, one after the other.
    for (let count = 0; count < 80; count++) {
      const body = [Buffer.alloc(60_000)];
      expect(await exchange(relay.port, pair, { method: "POST", target: "x", body })).toMatchObject({
        kind: "answer",
        status: 200,
      });
    }
  });
});
