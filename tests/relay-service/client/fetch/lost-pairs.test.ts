import { describe, expect, it, vi } from "vitest";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { runRelay } from "../../../support/relay/running-relay.ts";

/** A clock of its own for the relay, in tests that mock the client's clock in the same process. */
const OWN_CLOCK = { now: () => Date.now() };
const POST = { method: "POST", body: "pay" };

describe("a relay that has lost all pairs", () => {
  it("gets a new pairing, and executes each of 20 calls once", async () => {
    const old = await runRelay();
    // It starts before the pairing, however long that takes: a relay counts a request as older by the time of the pairing's
    // answer, and proves nothing about what may have been sent before it began.
    const fresh = await runRelay();
    const target = { url: old.url };
    let pairings = 0;
    const { mteFetch } = createMteRelayClient({
      fetch: (url, init) => {
        if (String(url).endsWith("/api/mte-pair")) pairings++;
        return fetch(String(url).replace(old.url, target.url), init);
      },
    });
    await mteFetch(old.url, POST);
    target.url = fresh.url;
    const calls = Array.from({ length: 20 }, (_, index) => mteFetch(`${old.url}/${index}`, POST));
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(fresh.upstream.seen.map(({ target }) => target)).size).toBe(20);
    expect(fresh.upstream.seen).toHaveLength(20);
    expect(pairings).toBe(2);
    await old.close();
    await fresh.close();
  });

  it("gets no large body under a pair that it may not know, as its refusal would not arrive", async () => {
    const old = await runRelay(OWN_CLOCK);
    const fresh = await runRelay(OWN_CLOCK);
    let target = old.url;
    const { mteFetch } = createMteRelayClient({ fetch: (url, init) => fetch(String(url).replace(old.url, target), init) });
    await mteFetch(old.url);
    target = fresh.url;
    fresh.upstream.handle((request, response) => request.resume().on("end", () => response.end()));
    const now = performance.now();
    const clock = vi.spyOn(performance, "now").mockImplementation(() => now + 61_000);
    const body = new Uint8Array(5_000_000);
    expect((await mteFetch(old.url, { method: "POST", body })).status).toBe(200);
    expect(fresh.upstream.seen.map((request) => request.body.length)).toEqual([5_000_000]);
    clock.mockRestore();
    await old.close();
    await fresh.close();
  });

  it("leaves the decision to a caller who wants no POST sent again", async () => {
    const old = await runRelay();
    const fresh = await runRelay();
    let target = old.url;
    const { mteFetch } = createMteRelayClient({
      retryUnsafe: "never",
      fetch: (url, init) => fetch(String(url).replace(old.url, target), init),
    });
    await mteFetch(old.url);
    target = fresh.url;
    await expect(mteFetch(old.url, POST)).rejects.toMatchObject({ name: "RelayOutcomeUnknown", code: "nopair", status: 560 });
    expect((await mteFetch(old.url)).status).toBe(200);
    expect(fresh.upstream.seen.map(({ method }) => method)).toEqual(["GET"]);
    await old.close();
    await fresh.close();
  });

  it.each([
    ["at the next request", 0],
    ["at the next pairing", 3_600_000],
  ])("gives the client a new id when its secret has changed, %s", async (_when, laterMs) => {
    const old = await runRelay(OWN_CLOCK);
    const fresh = await runRelay({ ...OWN_CLOCK, env: { CLIENT_ID_SECRET: "another-secret-another-secret-another-secret" } });
    let target = old.url;
    const { mteFetch } = createMteRelayClient({ fetch: (url, init) => fetch(String(url).replace(old.url, target), init) });
    await mteFetch(old.url);
    target = fresh.url;
    const now = performance.now();
    const clock = vi.spyOn(performance, "now").mockImplementation(() => now + laterMs);
    expect((await mteFetch(old.url)).status).toBe(200);
    clock.mockRestore();
    await old.close();
    await fresh.close();
  });
});
