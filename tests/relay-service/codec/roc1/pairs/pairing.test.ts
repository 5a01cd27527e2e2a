import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { StoreUnavailable } from "../../../../../relay-service/src/store/pair-store.ts";
import { acceptAnswer, type PairAnswer } from "../../../../support/independent-client/pairing.ts";
import { codecFixture, refusalOf, refused, SECRET } from "../codec-fixture.ts";
import { identityOf, offered, pairWith, seal } from "../in-process-client.ts";

type Fixture = ReturnType<typeof codecFixture>;

/** What the codec says to offers; the origin is that of the `Origin` header. */
async function answersTo(fixture: Fixture, offers: unknown, origin?: string) {
  const clientId = fixture.codec.identify(undefined);
  return refusalOf(() => fixture.codec.pair(offers, { clientId, origin }));
}

describe.each(["node", "noble"] as const)("pairing by %s with a client of other libraries", (backend) => {
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
    });
    const opened = await fixture.codec.accept(seal(pair, { target: "api/x" }).wire);
    expect(opened.target).toBe("api/x");
  });

  it("does not fit when anything of the transcript differs", async () => {
    const fixture = codecFixture({ backend });
    const clientId = fixture.codec.identify(undefined);
    const own = await offered();
    const [answer] = (await fixture.codec.pair([own.element], { clientId, origin: undefined })) as PairAnswer[];
    const other = (changes: Record<string, unknown>) => ({ ...own, element: { ...own.element, ...changes } });
    if (!answer) throw new Error("an offer has an answer");
    const pins = [identityOf(fixture.codec)];
    const [text, id] = [32, 16].map((length) => randomBytes(length).toString("base64url")) as [string, string];
    const with_ = (changed: typeof own, said: Partial<PairAnswer> = {}, signed = clientId.signed) =>
      acceptAnswer(changed, { ...answer, ...said }, signed, { pins });
    await expect(with_(own)).resolves.toBeDefined();
    await expect(with_(other({ origin: "https://evil.example.com" }))).rejects.toThrow("signature");
    await expect(with_(other({ page: "https://evil.example.com" }))).rejects.toThrow("signature");
    await expect(with_(other({ suites: [1, 2] }))).rejects.toThrow("signature");
    await expect(with_(other({ nonce: text }))).rejects.toThrow("signature");
    await expect(with_(other({ pk: (await offered()).element.pk }))).rejects.toThrow("signature");
    await expect(with_(own, { nonce: id })).rejects.toThrow("signature");
    await expect(with_(own, { pairId: id })).rejects.toThrow("signature");
    await expect(with_(own, { box: text })).rejects.toThrow("signature");
    await expect(with_(own, {}, fixture.codec.identify(undefined).signed)).rejects.toThrow("signature");
    const stranger = codecFixture({ identitySeed: Buffer.alloc(32, 3) });
    const [{ kid, pub }] = stranger.codec.describe().identity as [{ kid: string; pub: string }];
    const byStranger = (said: PairAnswer) => acceptAnswer(own, said, clientId.signed, { pins: [pub] });
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
  it("without offers is answered without answers", async () => {
    const { codec, calls } = codecFixture();
    expect(await codec.pair([], { clientId: codec.identify(undefined), origin: undefined })).toEqual([]);
    expect(calls).toEqual([]);
  });

  it("of four offers is answered in their order, each with a pair of its own", async () => {
    const { codec, calls } = codecFixture();
    const offers = await Promise.all(["a", "b", "c", "d"].map(async (pairId) => (await offered({ pairId })).element));
    const answers = await codec.pair(offers, { clientId: codec.identify(undefined), origin: undefined });
    expect(answers.map((answer) => (answer as { ref: string }).ref)).toEqual(["a", "b", "c", "d"]);
    expect(new Set(answers.map((answer) => (answer as { pairId: string }).pairId)).size).toBe(4);
    expect(new Set(answers.map((answer) => (answer as { nonce: string }).nonce)).size).toBe(4);
    expect(calls).toEqual(["create", "create", "create", "create"]);
  });

  it("of five offers is refused", async () => {
    const { element } = await offered();
    expect(await answersTo(codecFixture(), Array(5).fill(element))).toEqual(refused("pairing", 400));
  });

  it.each([null, undefined, {}, "[]", 1, true])("that is no list is refused: %s", async (json) => {
    expect(await answersTo(codecFixture(), json)).toEqual(refused("pairing", 400));
  });

  it.each<[string, Record<string, unknown>]>([
    ["no codec", { codec: undefined }],
    ["another codec", { codec: "roc2" }],
    ["no label", { pairId: undefined }],
    ["an empty label", { pairId: "" }],
    ["a label of 129 characters", { pairId: "x".repeat(129) }],
    ["a label with a space", { pairId: "a b" }],
    ["a label that is no text", { pairId: 1 }],
    ["no suites", { suites: undefined }],
    ["an empty list of suites", { suites: [] }],
    ["suites without the one there is", { suites: [2, 3] }],
    ["nine suites", { suites: [1, 2, 3, 4, 5, 6, 7, 8, 9] }],
    ["a suite that is no byte", { suites: [1, 256] }],
    ["a suite below zero", { suites: [1, -1] }],
    ["a suite that is no whole number", { suites: [1, 1.5] }],
    ["suites as text", { suites: "1" }],
    ["a public key that is too short", { pk: randomBytes(1215).toString("base64url") }],
    ["a public key that is too long", { pk: randomBytes(1217).toString("base64url") }],
    ["a public key as list", { pk: [1, 2] }],
    ["a nonce of 31 bytes", { nonce: randomBytes(31).toString("base64url") }],
    ["a nonce with padding", { nonce: randomBytes(32).toString("base64") }],
    ["no origin", { origin: undefined }],
    ["an origin of 256 characters", { origin: `https://${"a".repeat(248)}` }],
    ["an origin with a space", { origin: "https://a b" }],
    ["no page", { page: "" }],
  ])("with %s is refused, and nothing is stored of its other offers", async (_, changes) => {
    const fixture = codecFixture();
    const [good, bad] = [(await offered()).element, (await offered(changes)).element];
    expect(await answersTo(fixture, [good, bad])).toEqual(refused("pairing", 400));
    expect(await answersTo(fixture, [null])).toEqual(refused("pairing", 400));
    expect(fixture.calls).toEqual([]);
  });

  it("is refused without a word when the store cannot be reached", async () => {
    const fixture = codecFixture({
      store: {
        create: () => Promise.reject(new StoreUnavailable("away")),
        use: () => ({ kind: "none" }),
        claim: () => true,
        ready: false,
        pairsKeptMs: () => Number.POSITIVE_INFINITY,
        numbersKeptMs: Number.POSITIVE_INFINITY,
        close: async () => {},
      },
    });
    expect(await answersTo(fixture, [(await offered()).element])).toEqual(refused("redis", 559));
  });
});

describe("the origins of a pairing request", () => {
  const RELAY = "https://relay.example.com";
  const APP = "https://app.example.com";
  const closed = { publicOrigins: [RELAY], corsOrigins: [APP, "https://other.example.com:8443"] };

  it.each<[string, string | undefined, Record<string, string>]>([
    ["a page that is allowed", APP, { page: APP }],
    ["a page on a port", "https://other.example.com:8443", { page: "https://other.example.com:8443" }],
    ["a page of the relay itself", RELAY, { page: RELAY }],
    ["a client that is no browser", undefined, { page: "node" }],
    ["another spelling of the same origins", APP, { page: "HTTPS://App.Example.com:443/", origin: "https://RELAY.example.com/" }],
  ])("let in %s", async (_, origin, changes) => {
    expect(await answersTo(codecFixture(closed), [(await offered(changes)).element], origin)).toBeUndefined();
  });

  it.each<[string, string | undefined, Record<string, string>]>([
    ["a page that is not allowed", "https://evil.example.com", { page: "https://evil.example.com" }],
    ["a page that says it is another", APP, { page: "https://other.example.com:8443" }],
    ["a page that says it is no browser", APP, { page: "node" }],
    ["no browser that says it is a page", undefined, { page: APP }],
    ["a page on another port", `${APP}:8443`, { page: `${APP}:8443` }],
    ["a page without encryption", "http://app.example.com", { page: "http://app.example.com" }],
    ["a page that hides its origin", "null", { page: "null" }],
    ["another relay", APP, { page: APP, origin: "https://relay.example.org" }],
    ["a relay that is none", undefined, { page: "node", origin: "node" }],
    ["an origin with a path", APP, { page: APP, origin: `${RELAY}/x` }],
    ["an Origin header that is none", "node", { page: "node" }],
  ])("keep out %s", async (_, origin, changes) => {
    const fixture = codecFixture(closed);
    expect(await answersTo(fixture, [(await offered(changes)).element], origin)).toEqual(refused("origin", 403));
    expect(fixture.calls).toEqual([]);
  });

  it("let in a page that hides its origin only when that is listed", async () => {
    const { element } = await offered({ page: "null" });
    expect(await answersTo(codecFixture({ corsOrigins: ["null"] }), [element], "null")).toBeUndefined();
  });

  it("let in the relay's own page, when the relay does not know its name", async () => {
    const { element } = await offered({ page: RELAY });
    expect(await answersTo(codecFixture(), [element], RELAY)).toBeUndefined();
    expect(await answersTo(codecFixture(), [(await offered({ page: APP })).element], APP)).toEqual(refused("origin", 403));
  });

  it("keep out a relay that is none, when the relay does not know its name", async () => {
    for (const origin of ["node", "null", "relay.example.com", "ftp://relay.example.com", "https://a@relay.example.com"]) {
      expect(await answersTo(codecFixture(), [(await offered({ origin })).element])).toEqual(refused("origin", 403));
    }
  });

  it("must be origins where they are configured", () => {
    expect(() => codecFixture({ corsOrigins: ["example.com"] })).toThrow(
      'corsOrigins must hold origins such as "https://app.example.com", got "example.com"',
    );
    expect(() => codecFixture({ publicOrigins: ["https://*"] })).toThrow("publicOrigins must hold origins");
  });
});

describe("a rotated secret", () => {
  it("keeps the pairs and ids of the secret before", async () => {
    const before = codecFixture({ secrets: [SECRET] });
    const pair = await pairWith(before.codec);
    const after = codecFixture({ secrets: ["a new secret that is long enough as well", SECRET], store: before.store });
    const opened = await after.codec.accept(seal(pair, { target: "api/x" }).wire);
    expect(opened.target).toBe("api/x");
    const again = await after.codec.accept(seal(pair, { target: "api/y", sequence: 1 }).wire);
    expect(again.target).toBe("api/y");
  });

  it("ends them when it is gone", async () => {
    const before = codecFixture({ secrets: [SECRET] });
    const pair = await pairWith(before.codec);
    const after = codecFixture({ secrets: ["a new secret that is long enough as well"], store: before.store });
    expect(await refusalOf(() => after.codec.accept(seal(pair).wire))).toEqual(refused("clientid", 566));
    expect(after.calls).toEqual([]);
  });

  it("is demanded", () => {
    expect(() => codecFixture({ secrets: [] })).toThrow("secrets must hold at least one secret");
  });
});
