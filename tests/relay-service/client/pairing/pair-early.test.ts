import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";

let relay: RelayUnderTest;
/** The paths of all messages, in their order. */
const paths: string[] = [];
const noting: typeof fetch = (url, init) => {
  paths.push(new URL(String(url)).pathname);
  return fetch(url, init);
};

beforeAll(async () => {
  relay = await runRelay();
});
afterAll(() => relay.close());
beforeEach(() => {
  paths.length = 0;
});

describe("pairing early", () => {
  it("makes the pair that the first call then uses", async () => {
    const { mteFetch, pairEarly } = createMteRelayClient({ fetch: noting });
    await pairEarly(relay.url);
    expect(paths).toEqual(["/api/mte-pair"]);
    expect((await mteFetch(relay.url)).status).toBe(200);
    expect(paths).toEqual(["/api/mte-pair", "/api/mte-relay"]);
  });

  it("begins with the client by an option, and a call that comes before its end waits for the same pair", async () => {
    const { mteFetch } = createMteRelayClient({ fetch: noting, relayUrl: relay.url, pairEarly: true });
    expect((await mteFetch(relay.url)).status).toBe(200);
    expect(paths).toEqual(["/api/mte-pair", "/api/mte-relay"]);
  });

  it("fails silently, and is tried again by the first call", async () => {
    let isAway = true;
    const { mteFetch, pairEarly } = createMteRelayClient({
      relayUrl: relay.url,
      fetch: (url, init) => (isAway ? Promise.reject(new TypeError("refused")) : fetch(url, init)),
    });
    expect(await pairEarly()).toBeUndefined();
    await expect(mteFetch(relay.url)).rejects.toMatchObject({ code: "network" });
    isAway = false;
    expect((await mteFetch(relay.url)).status).toBe(200);
  });

  it("pairs with no relay whose identity is not pinned", async () => {
    const relayKeys = ["ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s"];
    const { mteFetch, pairEarly } = createMteRelayClient({ relayUrl: relay.url, relayKeys });
    await pairEarly();
    await expect(mteFetch(relay.url)).rejects.toMatchObject({ code: "identity" });
  });

  it("needs an origin, which is the client's own relay", async () => {
    const { pairEarly } = createMteRelayClient();
    for (const wrong of [undefined, "relay.example.com", "https://relay.example.com/path", 7, null]) {
      await expect(pairEarly(wrong as string)).rejects.toThrow(
        'pairEarly must get an http or https origin without a path such as "https://relay.example.com", got',
      );
    }
    const other = createMteRelayClient({ relayUrl: "https://relay.example.com" });
    await expect(other.pairEarly(relay.url)).rejects.toMatchObject({ code: "url" });
    expect(() => createMteRelayClient({ pairEarly: true })).toThrow("pairEarly must be false without a relayUrl");
    expect(() => createMteRelayClient({ pairEarly: "yes" as never })).toThrow('pairEarly must be true or false, got "yes"');
  });
});
