import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { WireRequest } from "../../../../../relay-service/src/codec/codec.ts";
import { pairedFixture, proven, refusalOf, refused } from "../codec-fixture.ts";
import { seal } from "../in-process-client.ts";

describe("a request that is not authentic", () => {
  const flip = (text: string) => `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`;
  const field = (wire: WireRequest, index: number, change: (value: string) => string) =>
    wire.relayHeader
      .split(",")
      .map((value, at) => (at === index ? change(value) : value))
      .join(",");
  const changes: [string, (wire: WireRequest) => Partial<WireRequest>][] = [
    ["tag", (wire) => ({ relayHeader: field(wire, 11, flip) })],
    ["pair id", (wire) => ({ relayHeader: field(wire, 1, flip) })],
    ["salt", (wire) => ({ relayHeader: field(wire, 9, flip) })],
    ["sequence number", (wire) => ({ relayHeader: field(wire, 8, () => "1") })],
    ["age", (wire) => ({ relayHeader: field(wire, 10, () => "1") })],
    ["flag of frames", (wire) => ({ relayHeader: field(wire, 6, () => "1") })],
    [
      "flag of a body",
      (wire) => ({ relayHeader: field({ ...wire, relayHeader: field(wire, 6, () => "1") }, 5, () => "1"), hasBody: true }),
    ],
    ["method", () => ({ method: "DELETE" })],
    ["head", (wire) => ({ sealedHead: flip(wire.sealedHead) })],
  ];

  it.each(changes)("never reaches the store when its %s was changed", async (_, change) => {
    const { codec, pair, calls } = await pairedFixture();
    const { wire } = seal(pair, { method: "POST" });
    // Once before and once after the relay knows the pair.
    expect(await refusalOf(() => codec.accept({ ...wire, ...change(wire) }))).toEqual(refused("tag", 562));
    expect(calls).toEqual([]);
    await codec.accept(wire);
    expect(await refusalOf(() => codec.accept({ ...wire, ...change(wire) }))).toEqual(refused("tag", 562));
    expect(calls).toEqual(["use"]);
  });

  it("never reaches the store when its clear url was changed", async () => {
    const { codec, pair, calls } = await pairedFixture();
    const { wire } = seal(pair, { urlMode: 0 });
    expect(await refusalOf(() => codec.accept({ ...wire, target: `${wire.target}&y=2` }))).toEqual(refused("tag", 562));
    expect(calls).toEqual([]);
  });

  it("never reaches the store when its url mode was changed", async () => {
    const { codec, pair, calls } = await pairedFixture();
    const { wire } = seal(pair, { urlMode: 1 });
    expect(await refusalOf(() => codec.accept({ ...wire, relayHeader: field(wire, 3, () => "0") }))).toEqual(refused("tag", 562));
    expect(calls).toEqual([]);
  });

  it("never reaches the store when it names another client", async () => {
    const { codec, pair, calls } = await pairedFixture();
    await codec.accept(seal(pair).wire);
    const stolen = { ...pair, signedClientId: codec.identify(undefined).signed };
    expect(await refusalOf(() => codec.accept(seal(stolen, { sequence: 1 }).wire))).toEqual(refused("tag", 562));
    const unsigned = {
      ...pair,
      signedClientId: `${pair.signedClientId.slice(0, -1)}${pair.signedClientId.endsWith("0") ? "1" : "0"}`,
    };
    expect(await refusalOf(() => codec.accept(seal(unsigned, { sequence: 2 }).wire))).toEqual(refused("clientid", 566));
    expect(calls).toEqual(["use"]);
  });

  it("costs the store nothing, however often it is sent", async () => {
    const { codec, pair, calls } = await pairedFixture();
    const forger = { ...pair, headerKey: randomBytes(32) };
    for (let sequence = 0; sequence < 20; sequence++) {
      expect(await refusalOf(() => codec.accept(seal(forger, { sequence }).wire))).toEqual(refused("tag", 562));
    }
    expect(calls).toEqual([]);
  });

  it("never reaches the store when its form is invalid", async () => {
    const { codec, pair, calls } = await pairedFixture();
    expect(await refusalOf(() => codec.accept(seal(pair, { sequence: 8192 }).wire))).toEqual(refused("form", 569));
    expect(await refusalOf(() => codec.accept({ ...seal(pair).wire, hasBody: true }))).toEqual(refused("form", 569));
    expect(calls).toEqual([]);
  });

  it("is refused when its tag is right but its head was sealed for another pair", async () => {
    const { codec, pair } = await pairedFixture();
    const sealed = seal({ ...pair, secret: randomBytes(32) });
    expect(await refusalOf(() => codec.accept(sealed.wire))).toEqual(proven("open", 562, pair, sealed));
  });
});
