import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { wireRefusal } from "../../../../relay-service/client/pairing/pairing-answer.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";

let relay: RelayUnderTest;
beforeAll(async () => {
  relay = await runRelay();
});
afterAll(() => relay.close());
beforeEach(() => {
  relay.upstream.seen.length = 0;
});

/** A client whose offers an intermediary changes. */
function offering(change: (offer: Record<string, unknown>) => unknown) {
  return createMteRelayClient({
    fetch: (url, init) => {
      if (!String(url).endsWith("/api/mte-pair")) return fetch(url, init);
      const [offer] = JSON.parse(String(init?.body)) as [Record<string, unknown>];
      return fetch(url, { ...init, body: JSON.stringify([change(offer)]) });
    },
  });
}

describe("the version of the wire", () => {
  it("is offered to the relay, which uses it", async () => {
    let wire: unknown;
    const { mteFetch } = offering((offer) => {
      wire = offer.wire;
      return offer;
    });
    expect((await mteFetch(relay.url)).status).toBe(200);
    expect(wire).toEqual([1]);
    expect(await (await fetch(`${relay.url}/api/mte-relay`)).json()).toMatchObject({ wire: [1] });
  });

  it.each([
    ["takes this client's version away", (offer: object) => ({ ...offer, wire: [9] })],
    ["adds a version", (offer: object) => ({ ...offer, wire: [2, 1] })],
    ["changes their order", (offer: object) => ({ ...offer, wire: [1, 1] })],
  ])("ends the pairing when an intermediary %s", async (_name, change) => {
    const { mteFetch } = offering(change);
    await expect(mteFetch(relay.url)).rejects.toMatchObject({ name: "RelayError", code: "pairing" });
    expect(relay.upstream.seen).toEqual([]);
  });

  it("of a relay that refuses this client says that the client is too old", async () => {
    const refusing = (wire: unknown) =>
      createMteRelayClient({ fetch: async () => Response.json({ error: "wire", wire }, { status: 400 }) }).mteFetch(relay.url);
    await expect(refusing([3, 2])).rejects.toMatchObject({
      name: "RelayError",
      code: "wire",
      message: "the client is too old: this client uses version 1 of the protocol, the relay 3 or 2. Update the client",
    });
    await expect(refusing([])).rejects.toMatchObject({ code: "pairing" });
    await expect(refusing("<script>")).rejects.toMatchObject({ code: "pairing" });
  });

  it("that only this client has says that the relay is too old", () => {
    expect(wireRefusal([3, 2], [1]).message).toBe(
      "the relay is too old: this client uses version 3 or 2 of the protocol, the relay 1. Update the relay",
    );
  });
});
