import { describe, expect, it } from "vitest";
import { VerifyBudget } from "../../relay-service/src/proxy/verify-budget.ts";
import { exchange, pairWith } from "../support/independent-client/exchange.ts";
import { runRelay } from "../support/running-relay.ts";

describe("the memory for bodies that are being verified", () => {
  it("is half one client's at most, and whole again when everything is given back", () => {
    const budget = new VerifyBudget(100);
    expect(budget.take("a", 50)).toBe(true);
    expect(budget.take("a", 1)).toBe(false);
    expect(budget.take("b", 50)).toBe(true);
    expect(budget.take("c", 1)).toBe(false);
    budget.give("a", 50);
    budget.give("b", 50);
    expect(budget.take("c", 50)).toBe(true);
    expect(budget.take("a", 50)).toBe(true);
  });

  it("comes back after every request", async () => {
    await using relay = await runRelay({ env: { VERIFY_BODY_BYTES: "65536" } });
    const pair = await pairWith({ port: relay.port });
    // 64 bodies of the largest size fit at a time, half of them for one client: these are more, one after the other.
    for (let count = 0; count < 80; count++) {
      const body = [Buffer.alloc(60_000)];
      expect(await exchange(relay.port, pair, { method: "POST", target: "x", body })).toMatchObject({
        kind: "answer",
        status: 200,
      });
    }
  });
});
