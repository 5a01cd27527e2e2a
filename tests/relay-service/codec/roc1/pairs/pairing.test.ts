import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { StoreUnavailable } from "../../../../../relay-service/src/store/pair-store.ts";
import { acceptAnswer, type PairAnswer } from "../../../../support/independent-client/pairing.ts";
import { codecFixture, refusalOf, refused, SECRET } from "../codec-fixture.ts";
import { identityOf, offered, pairWith, seal } from "../in-process-client.ts";

type Fixture = ReturnType<typeof codecFixture>;

/** The codec's refusal of offers, if any; `origin` is the `Origin` header. */
async function answersTo(fixture: Fixture, offers: unknown, origin?: string) {
  const clientId = fixture.codec.identify(undefined);
  return refusalOf(() => fixture.codec.pair(offers, { clientId, origin }));
}

describe.each(["node", "noble"] as const)("pairing by %s with an independent client", (backend) => {
  it("gives both sides one secret, bound to a signed transcript", async () => {
    const fixture = codecFixture({ backend });
    const clientId = fixture.codec.identify(undefined);
    const own = await offered({ pairId: "my-label", suites: [1, 2] });
    const [answer] = (await fixture.codec.pair([own.element], { clientId, origin: undefined })) as PairAnswer[];
    expect(answer).toMatchObject({ ref: "my-label", codec: "roc1", suite: 1 });
    expect(Buffer.from(answer?.pairId ?? "", "base64url").length).toBe(16);
    if (!answer) throw new Error("an offer has an answer");
    const pair = await acceptAnswer(own, answer, clientId.signed, { pins: [identityOf(fixture.codec)] });
    expect(pair.terms).toEqual({
      hk: expect.any(String),
      win: 8192,
      idle: 900_000,
      life: 3_600_000,
      seg: 65_536,
      feat: ["hdr-url"],
      wire: 1,
      offered: [1],
    });
    const opened = await fixture.codec.accept(seal(pair, { target: "api/x" }).wire);
    expect(opened.target).toBe("api/x");
  });

  it("fails when any part of the transcript differs", async () => {
    const fixture = codecFixture({ backend });
    const clientId = fixture.codec.identify(undefined);
    const own = await offered();
    const [answer] = (await fixture.codec.pair([own.element], { clientId, origin: undefined })) as PairAnswer[];
    const other = (changes: Record<string, unknown>) => ({ ...own, element: { ...own.element, ...changes } });
    if (!answer) throw new Error("an offer has an answer");
    const pins = [identityOf(fixture.codec)];
    const [text, id] = [32, 16].map((length) => randomBytes(length).toString("base64url")) as [string, string];
    const acceptWith = (changed: typeof own, answerChanges: Partial<PairAnswer> = {}, signed = clientId.signed) =>
      acceptAnswer(changed, { ...answer, ...answerChanges }, signed, { pins });
    await expect(acceptWith(own)).resolves.toBeDefined();
    await expect(acceptWith(other({ origin: "https://evil.example.com" }))).rejects.toThrow("signature");
    await expect(acceptWith(other({ page: "https://evil.example.com" }))).rejects.toThrow("signature");
    await expect(acceptWith(other({ suites: [1, 2] }))).rejects.toThrow("signature");
    await expect(acceptWith(other({ nonce: text }))).rejects.toThrow("signature");
    await expect(acceptWith(other({ pk: (await offered()).element.pk }))).rejects.toThrow("signature");
    await expect(acceptWith(own, { nonce: id })).rejects.toThrow("signature");
    await expect(acceptWith(own, { pairId: id })).rejects.toThrow("signature");
    await expect(acceptWith(own, { box: text })).rejects.toThrow("signature");
    await expect(acceptWith(own, {}, fixture.codec.identify(undefined).signed)).rejects.toThrow("signature");
    const stranger = codecFixture({ identitySeed: Buffer.alloc(32, 3) });
    const [{ kid, pub }] = stranger.codec.describe().identity as [{ kid: string; pub: string }];
    const byStranger = (given: PairAnswer) => acceptAnswer(own, given, clientId.signed, { pins: [pub] });
    await expect(byStranger(answer)).rejects.toThrow("not pinned");
    await expect(byStranger({ ...answer, kid })).rejects.toThrow("signature");
  });

  it("refuses an ML-KEM key that is not reduced, and an X25519 key of low order", async () => {
    const fixture = codecFixture({ backend });
    const pk = Buffer.from((await offered()).element.pk as string, "base64url");
    const unreduced = Buffer.from(pk);
    unreduced.fill(0xff, 0, 3);
    const lowOrder = [Buffer.alloc(32), Buffer.from([1, ...Buffer.alloc(31)])].map((end) =>
      Buffer.concat([pk.subarray(0, 1184), end]),
    );
    for (const bad of [unreduced, ...lowOrder]) {
      const { element } = await offered({ pk: bad.toString("base64url") });
      expect(await answersTo(fixture, [(await offered()).element, element])).toEqual(refused("pairing", 400));
    }
    expect(fixture.calls).toEqual([]);
  });
});

describe("a pairing request", () => {
  it("gets an empty answer when it has no offers", async () => {
    const { codec, calls } = codecFixture();
    expect(await codec.pair([], { clientId: codec.identify(undefined), origin: undefined })).toEqual([]);
    expect(calls).toEqual([]);
  });

  it("with four offers is answered in their order, each with a pair of its own", async () => {
    const { codec, calls } = codecFixture();
    const offers = await Promise.all(["a", "b", "c", "d"].map(async (pairId) => (await offered({ pairId })).element));
    const answers = await codec.pair(offers, { clientId: codec.identify(undefined), origin: undefined });
    expect(answers.map((answer) => (answer as { ref: string }).ref)).toEqual(["a", "b", "c", "d"]);
    expect(new Set(answers.map((answer) => (answer as { pairId: string }).pairId)).size).toBe(4);
    expect(new Set(answers.map((answer) => (answer as { nonce: string }).nonce)).size).toBe(4);
    expect(calls).toEqual(["create", "create", "create", "create"]);
  });

  it("is refused when it has five offers", async () => {
    const { element } = await offered();
    expect(await answersTo(codecFixture(), Array(5).fill(element))).toEqual(refused("pairing", 400));
  });

  it.each([null, undefined, {}, "[]", 1, true])("is refused when it is not a list but %s", async (json) => {
    expect(await answersTo(codecFixture(), json)).toEqual(refused("pairing", 400));
  });

  it.each<[string, Record<string, unknown>]>([
    ["no codec", { codec: undefined }],
    ["another codec", { codec: "roc2" }],
    ["no label", { pairId: undefined }],
    ["an empty label", { pairId: "" }],
    ["a label of 129 characters", { pairId: "x".repeat(129) }],
    ["a label with a space", { pairId: "a b" }],
    ["a label that is not a string", { pairId: 1 }],
    ["no suites", { suites: undefined }],
    ["an empty list of suites", { suites: [] }],
    ["suites without the supported one", { suites: [2, 3] }],
    ["nine suites", { suites: [1, 2, 3, 4, 5, 6, 7, 8, 9] }],
    ["a suite that is not a byte", { suites: [1, 256] }],
    ["a suite below zero", { suites: [1, -1] }],
    ["a suite that is not an integer", { suites: [1, 1.5] }],
    ["suites as a string", { suites: "1" }],
    ["a public key that is too short", { pk: randomBytes(1215).toString("base64url") }],
    ["a public key that is too long", { pk: randomBytes(1217).toString("base64url") }],
    ["a public key as a list", { pk: [1, 2] }],
    ["a nonce of 31 bytes", { nonce: randomBytes(31).toString("base64url") }],
    ["a nonce with padding", { nonce: randomBytes(32).toString("base64") }],
    ["no origin", { origin: undefined }],
    ["an origin of 256 characters", { origin: `https://${"a".repeat(248)}` }],
    ["an origin with a space", { origin: "https://a b" }],
    ["no page", { page: "" }],
  ])("is refused with %s, and none of its other offers is stored", async (_, changes) => {
    const fixture = codecFixture();
    const [good, bad] = [(await offered()).element, (await offered(changes)).element];
    expect(await answersTo(fixture, [good, bad])).toEqual(refused("pairing", 400));
    expect(await answersTo(fixture, [null])).toEqual(refused("pairing", 400));
    expect(fixture.calls).toEqual([]);
  });

  it("gets status 559 when the store is unavailable", async () => {
    const fixture = codecFixture({
      store: {
        create: () => Promise.reject(new StoreUnavailable("away")),
        use: () => ({ kind: "none" }),
        claim: () => true,
        isReady: false,
        pairsKeptMs: () => Number.POSITIVE_INFINITY,
        sequencesKeptMs: Number.POSITIVE_INFINITY,
        close: async () => {},
      },
    });
    expect(await answersTo(fixture, [(await offered()).element])).toEqual(refused("redis", 559));
  });
});

describe("the configured origins", () => {
  const RELAY = "https://relay.example.com";
  const APP = "https://app.example.com";
  const closed = { publicOrigins: [RELAY], corsOrigins: [APP, "https://other.example.com:8443"] };

  it.each<[string, string | undefined, Record<string, string>]>([
    ["a page that is allowed", APP, { page: APP }],
    ["a page on a port", "https://other.example.com:8443", { page: "https://other.example.com:8443" }],
    ["a page of the relay itself", RELAY, { page: RELAY }],
    ["a client that is not a browser", undefined, { page: "node" }],
    ["another spelling of the same origins", APP, { page: "HTTPS://App.Example.com:443/", origin: "https://RELAY.example.com/" }],
  ])("let %s pair", async (_, origin, changes) => {
    expect(await answersTo(codecFixture(closed), [(await offered(changes)).element], origin)).toBeUndefined();
  });

  it.each<[string, string | undefined, Record<string, string>]>([
    ["a page that is not allowed", "https://evil.example.com", { page: "https://evil.example.com" }],
    ["a page that claims another origin", APP, { page: "https://other.example.com:8443" }],
    ["a page that claims to be no browser", APP, { page: "node" }],
    ["a client without an Origin header that claims a page", undefined, { page: APP }],
    ["a page on another port", `${APP}:8443`, { page: `${APP}:8443` }],
    ["a page over http", "http://app.example.com", { page: "http://app.example.com" }],
    ["a page with an opaque origin", "null", { page: "null" }],
    ["another relay", APP, { page: APP, origin: "https://relay.example.org" }],
    ["an invalid relay origin", undefined, { page: "node", origin: "node" }],
    ["an origin with a path", APP, { page: APP, origin: `${RELAY}/x` }],
    ["an invalid Origin header", "node", { page: "node" }],
  ])("refuse %s", async (_, origin, changes) => {
    const fixture = codecFixture(closed);
    expect(await answersTo(fixture, [(await offered(changes)).element], origin)).toEqual(refused("origin", 403));
    expect(fixture.calls).toEqual([]);
  });

  it('let a page with an opaque origin pair only when "null" is listed', async () => {
    const { element } = await offered({ page: "null" });
    expect(await answersTo(codecFixture({ corsOrigins: ["null"] }), [element], "null")).toBeUndefined();
  });

  it("let the relay's own page pair when no public origin is configured", async () => {
    const { element } = await offered({ page: RELAY });
    expect(await answersTo(codecFixture(), [element], RELAY)).toBeUndefined();
    expect(await answersTo(codecFixture(), [(await offered({ page: APP })).element], APP)).toEqual(refused("origin", 403));
  });

  it("refuse an invalid relay origin when no public origin is configured", async () => {
    for (const origin of ["node", "null", "relay.example.com", "ftp://relay.example.com", "https://a@relay.example.com"]) {
      expect(await answersTo(codecFixture(), [(await offered({ origin })).element])).toEqual(refused("origin", 403));
    }
  });

  it("must be valid origins", () => {
    expect(() => codecFixture({ corsOrigins: ["example.com"] })).toThrow(
      'corsOrigins must hold origins such as "https://app.example.com", got "example.com"',
    );
    expect(() => codecFixture({ publicOrigins: ["https://*"] })).toThrow("publicOrigins must hold origins");
  });
});

describe("a rotated secret", () => {
  it("keeps the pairs and client ids of the previous secret", async () => {
    const before = codecFixture({ secrets: [SECRET] });
    const pair = await pairWith(before.codec);
    const after = codecFixture({ secrets: ["a new secret that is long enough as well", SECRET], store: before.store });
    const opened = await after.codec.accept(seal(pair, { target: "api/x" }).wire);
    expect(opened.target).toBe("api/x");
    const again = await after.codec.accept(seal(pair, { target: "api/y", sequence: 1 }).wire);
    expect(again.target).toBe("api/y");
  });

  it("ends them when the previous secret is removed", async () => {
    const before = codecFixture({ secrets: [SECRET] });
    const pair = await pairWith(before.codec);
    const after = codecFixture({ secrets: ["a new secret that is long enough as well"], store: before.store });
    expect(await refusalOf(() => after.codec.accept(seal(pair).wire))).toEqual(refused("clientid", 566));
    expect(after.calls).toEqual([]);
  });

  it("must leave at least one secret", () => {
    expect(() => codecFixture({ secrets: [] })).toThrow("secrets must hold at least one secret");
  });
});
