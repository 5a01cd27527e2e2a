import { describe, expect, it, vi } from "vitest";
import { createMteRelayClient } from "../../../relay-service/client/node-client.ts";
import { runRelay } from "../../support/running-relay.ts";

/** For tests that turn the client's clock, which runs in the same process. */
const OWN_CLOCK = { now: () => Date.now() };
const POST = { method: "POST", body: "pay" };

describe("a relay that has lost all pairs", () => {
  it("is paired with anew, and each of 20 calls is executed once", async () => {
    const old = await runRelay();
    // It proves nothing of what was sent in its first milliseconds.
    const fresh = await runRelay();
    const place = { url: old.url };
    let pairings = 0;
    const { mteFetch } = createMteRelayClient({
      fetch: (url, init) => {
        if (String(url).endsWith("/api/mte-pair")) pairings++;
        return fetch(String(url).replace(old.url, place.url), init);
      },
    });
    await mteFetch(old.url, POST);
    place.url = fresh.url;
    const calls = Array.from({ length: 20 }, (_, index) => mteFetch(`${old.url}/${index}`, POST));
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(new Set(fresh.upstream.seen.map(({ target }) => target)).size).toBe(20);
    expect(fresh.upstream.seen).toHaveLength(20);
    expect(pairings).toBe(2);
    await old.close();
    await fresh.close();
  });

  it("does not get a large body under a pair it may not know, as its refusal would not arrive", async () => {
    const old = await runRelay(OWN_CLOCK);
    const fresh = await runRelay(OWN_CLOCK);
    let place = old.url;
    const { mteFetch } = createMteRelayClient({ fetch: (url, init) => fetch(String(url).replace(old.url, place), init) });
    await mteFetch(old.url);
    place = fresh.url;
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

  it("makes a caller decide who wants no POST sent again", async () => {
    const old = await runRelay();
    const fresh = await runRelay();
    let place = old.url;
    const { mteFetch } = createMteRelayClient({
      retryUnsafe: "never",
      fetch: (url, init) => fetch(String(url).replace(old.url, place), init),
    });
    await mteFetch(old.url);
    place = fresh.url;
    await expect(mteFetch(old.url, POST)).rejects.toMatchObject({ name: "RelayOutcomeUnknown", code: "nopair", status: 560 });
    expect((await mteFetch(old.url)).status).toBe(200);
    expect(fresh.upstream.seen.map(({ method }) => method)).toEqual(["GET"]);
    await old.close();
    await fresh.close();
  });

  it.each([
    ["at the next request", 0],
    ["at the next pairing", 3_600_000],
  ])("with another secret gives the client another id, %s", async (_when, laterMs) => {
    const old = await runRelay(OWN_CLOCK);
    const fresh = await runRelay({ ...OWN_CLOCK, env: { CLIENT_ID_SECRET: "another-secret-another-secret-another-secret" } });
    let place = old.url;
    const { mteFetch } = createMteRelayClient({ fetch: (url, init) => fetch(String(url).replace(old.url, place), init) });
    await mteFetch(old.url);
    place = fresh.url;
    const now = performance.now();
    const clock = vi.spyOn(performance, "now").mockImplementation(() => now + laterMs);
    expect((await mteFetch(old.url)).status).toBe(200);
    clock.mockRestore();
    await old.close();
    await fresh.close();
  });
});
