import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { exchange, pairWith, sendSealed } from "../../../support/independent-client/exchange.ts";
import { sealRequest } from "../../../support/independent-client/sealed-request.ts";
import { type HostileIntermediary, hostileIntermediary, type Message } from "../../../support/relay/hostile-intermediary.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";
import { outcome } from "../relay-behind-intermediary.ts";
import { testIdentity } from "../test-identity.ts";

const { seed, pin } = testIdentity();
const pins = [pin];

let relay: RelayUnderTest;
let intermediary: HostileIntermediary;

beforeAll(async () => {
  relay = await runRelay({ env: { RELAY_IDENTITY_SEED: seed } });
  intermediary = await hostileIntermediary(relay.port);
});
afterAll(async () => {
  await intermediary[Symbol.asyncDispose]();
  await relay.close();
});
beforeEach(() => intermediary.tamper((request, pass) => pass(request)));

type Element = Record<string, unknown>;

/** The message with its one element changed. */
function changed(message: Message, change: (element: Element) => Element): Message {
  const [element] = JSON.parse(message.body.toString()) as Element[];
  return { ...message, body: Buffer.from(JSON.stringify([change(element ?? {})])) };
}

/** A base64url text with its first byte changed. */
function another(text: unknown): string {
  const bytes = Buffer.from(String(text), "base64url");
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  return bytes.toString("base64url");
}

// A client that does not check the signature gets HPKE's own error.
describe.each([
  ["that pins the relay's identity", pins, "the relay's signature is wrong"],
  ["that pins nothing", [], "operation failed"],
] as const)("a client %s", (_, pinned, reason) => {
  it.each([
    ["public key", (e: Element) => ({ ...e, pk: another(e.pk) })],
    ["nonce", (e: Element) => ({ ...e, nonce: another(e.nonce) })],
    ["suites", (e: Element) => ({ ...e, suites: [1, 2] })],
    ["origin", (e: Element) => ({ ...e, origin: "https://relay.example.com" })],
  ])("accepts no pair whose %s was changed on the way to the relay", async (_, change) => {
    intermediary.tamper((request, pass) => pass(changed(request, change)));
    await expect(pairWith({ port: intermediary.port, pins: pinned })).rejects.toThrow(reason);
  });

  it.each(["pairId", "nonce", "enc", "box"])("accepts no pair whose %s was changed on the way back", async (name) => {
    intermediary.tamper(async (request, pass) => changed(await pass(request), (e) => ({ ...e, [name]: another(e[name]) })));
    await expect(pairWith({ port: intermediary.port, pins: pinned })).rejects.toThrow(reason);
  });

  it("accepts no pair with another suite", async () => {
    intermediary.tamper(async (request, pass) => changed(await pass(request), (e) => ({ ...e, suite: 2 })));
    await expect(pairWith({ port: intermediary.port, pins: pinned })).rejects.toThrow("another pairing was answered");
  });

  it("accepts no pair made for another client id", async () => {
    intermediary.tamper(async (request, pass) => {
      const answer = await pass(request);
      const other = await pass({ ...request, method: "HEAD", target: "/api/mte-relay", body: Buffer.alloc(0) });
      const mine = answer.headers.filter(([name]) => name !== "x-mte-relay");
      return { ...answer, headers: [...mine, ...other.headers.filter(([name]) => name === "x-mte-relay")] };
    });
    await expect(pairWith({ port: intermediary.port, pins: pinned })).rejects.toThrow(reason);
  });

  it("accepts no answer to another pairing", async () => {
    let earlier: Message | undefined;
    intermediary.tamper(async (request, pass) => {
      const answer = await pass(request);
      earlier ??= answer;
      return earlier;
    });
    await pairWith({ port: intermediary.port, pins: pinned });
    await expect(pairWith({ port: intermediary.port, pins: pinned })).rejects.toThrow(reason);
  });
});

describe("the relay's identity", () => {
  it.each([
    ["kid", "the relay's identity is not pinned"],
    ["sig", "the relay's signature is wrong"],
  ])("protects a client that pins it from another %s", async (name, reason) => {
    intermediary.tamper(async (request, pass) => changed(await pass(request), (e) => ({ ...e, [name]: another(e[name]) })));
    await expect(pairWith({ port: intermediary.port, pins })).rejects.toThrow(reason);
  });

  it("excludes a relay in the middle, with which a client without a pin would pair", async () => {
    await using middle = await runRelay({ env: { RELAY_IDENTITY_SEED: testIdentity().seed } });
    await using evil = await hostileIntermediary(middle.port);
    await expect(pairWith({ port: evil.port, pins })).rejects.toThrow("the relay's identity is not pinned");
    const trusting = await pairWith({ port: evil.port });
    // The consequence: the relay in the middle reads the request.
    await exchange(evil.port, trusting, { method: "GET", target: "secret", headers: [["authorization", "Bearer secret"]] });
    expect(middle.upstream.seen).toMatchObject([{ target: "/secret", headers: { authorization: "Bearer secret" } }]);
  });
});

describe("a pairing request", () => {
  it("is refused when an intermediary adds the name of a page", async () => {
    intermediary.tamper((request, pass) => pass(changed(request, (e) => ({ ...e, page: "https://app.example.com" }))));
    await expect(pairWith({ port: intermediary.port })).rejects.toThrow('403: {"error":"origin"}');
  });
});

describe("an intermediary that pairs with the relay itself", () => {
  it("cannot act for a client whose id it has seen", async () => {
    const pair = await pairWith({ port: intermediary.port });
    const own = await pairWith({ port: relay.port, signedClientId: pair.signedClientId });
    expect(own.pairId).not.toBe(pair.pairId);
    expect(own.headerKey.equals(pair.headerKey)).toBe(false);
    const forged = { ...own, pairId: pair.pairId };
    relay.upstream.seen.length = 0;
    expect(await outcome(sendSealed(relay.port, sealRequest(forged, { method: "GET", target: "x" })))).toEqual({
      kind: "refused",
      status: 562,
      code: "tag",
    });
    expect(relay.upstream.seen).toHaveLength(0);
  });
});
