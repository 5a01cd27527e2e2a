import { describe, expect, it } from "vitest";
import { Refusal } from "../../../../../relay-service/src/codec/codec.ts";
import { fc } from "../../../../support/fast-check.ts";
import { acceptAnswer, type PairAnswer } from "../../../../support/independent-client/pairing.ts";
import { codecFixture } from "../codec-fixture.ts";
import { offered } from "../in-process-client.ts";

/** The terms that a relay of `wireVersions` seals for a client that offers `wire`, or its refusal. */
async function termsFor(wireVersions: readonly number[], wire: unknown): Promise<Readonly<Record<string, unknown>> | Refusal> {
  const { codec, calls } = codecFixture({ wireVersions });
  const clientId = codec.identify(undefined);
  const offer = await offered({ wire });
  try {
    const [answer] = (await codec.pair([offer.element], { clientId, origin: undefined })) as [PairAnswer];
    return (await acceptAnswer(offer, answer, clientId.signed)).terms;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    expect(calls).toEqual([]);
    return error;
  }
}

describe("the version of the wire", () => {
  // The table of PROTOCOL.md, section 3.1.
  it.each([
    [undefined, [1], { wire: 1, offered: [1] }],
    [[1], [2, 1], { wire: 1, offered: [1] }],
    [[2, 1], [2, 1], { wire: 2, offered: [2, 1] }],
    [[2, 1], [1], { wire: 1, offered: [2, 1] }],
  ])("for a client that offers %j is agreed with a relay of %j", async (wire, own, terms) => {
    expect(await termsFor(own, wire)).toMatchObject(terms);
  });

  it.each([
    [[3, 2], [1]],
    [[1], [3, 2]],
  ])("of a client that offers %j is refused by a relay of %j, which names its own and stores nothing", async (wire, own) => {
    expect(await termsFor(own, wire)).toMatchObject({ status: 400, code: "wire", details: { wire: own } });
  });

  it("is the highest common one for any two lists", async () => {
    const versions = fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(versions, versions, async (wire, supported) => {
        const own = supported.toSorted((a, b) => b - a);
        const best = Math.max(...own.filter((version) => wire.includes(version)));
        const expected = best >= 0 ? { wire: best, offered: wire } : { code: "wire", details: { wire: own } };
        expect(await termsFor(own, wire)).toMatchObject(expected);
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    ["an empty list", []],
    ["nine versions", [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ["a text", "1"],
    ["a list of texts", ["1"]],
    ["a version below zero", [1, -1]],
    ["a version that is not a byte", [1, 256]],
    ["null", null],
  ])("makes the request invalid as %s", async (_name, wire) => {
    expect(await termsFor([1], wire)).toMatchObject({ status: 400, code: "pairing" });
  });
});
