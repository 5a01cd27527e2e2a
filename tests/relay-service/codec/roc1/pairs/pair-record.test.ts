import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { keyTree } from "../../../../../relay-service/src/codec/roc1/keys/key-tree.ts";
import { unwrapPair, wrapPair } from "../../../../../relay-service/src/codec/roc1/pairs/pair-record.ts";
import { fc } from "../../../../support/fast-check.ts";
import { SECRET } from "../codec-fixture.ts";

const tree = keyTree(SECRET);
const other = keyTree("another secret that is long enough too");
const secret = randomBytes(32);
const record = wrapPair(tree, "client", "pair", secret, 1_800_000_000_123);

describe("a pair's record", () => {
  it("unwraps to the same secret and time", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.maxSafeNat(), fc.string(), (bytes, madeAt, name) => {
        const pair = unwrapPair([tree], name, "pair", wrapPair(tree, name, "pair", bytes, madeAt));
        expect(pair?.secret).toEqual(Buffer.from(bytes));
        expect(pair?.madeAt).toBe(madeAt);
      }),
      { numRuns: 50 },
    );
  });

  it("has 80 bytes and reveals nothing of the secret", () => {
    expect(record.length).toBe(80);
    expect(record.includes(secret.subarray(0, 4))).toBe(false);
  });

  it("differs each time it is written", () => {
    expect(wrapPair(tree, "client", "pair", secret, 0)).not.toEqual(wrapPair(tree, "client", "pair", secret, 0));
  });

  const candidates = { publicOrigins: [], corsOrigins: ["https://app.example.com", "https://other.example.com"] };

  it("recognises the origins of its pair, and accepts no others for them", () => {
    const origins = { relay: "https://relay.example.com", page: "https://app.example.com" };
    const made = unwrapPair([tree], "c", "p", wrapPair(tree, "c", "p", secret, 0, origins))?.origins;
    expect(made?.verify(undefined, "evil.example", candidates)).toEqual({
      relayOrigin: undefined,
      page: "https://app.example.com",
      isForeignPage: false,
    });
    expect(made?.verify("https://other.example.com", "relay.example.com", candidates)).toEqual({
      relayOrigin: "https://relay.example.com",
      page: "https://app.example.com",
      isForeignPage: true,
    });
    expect(made?.verify("no origin", undefined, candidates).isForeignPage).toBe(true);
  });

  it("of an older relay that did not store origins verifies no origin", () => {
    const origins = unwrapPair([tree], "client", "pair", record)?.origins;
    expect(origins?.verify("https://app.example.com", "relay.example.com", candidates)).toEqual({
      relayOrigin: undefined,
      page: undefined,
      isForeignPage: false,
    });
  });

  it("is unwrapped by an older secret", () => {
    expect(unwrapPair([other, tree], "client", "pair", record)?.secret).toEqual(secret);
  });

  it("is not unwrapped when its secret has been removed", () => {
    expect(unwrapPair([other], "client", "pair", record)).toBeUndefined();
    // The same holds when the hint names another secret.
    const misled = Buffer.from(record);
    misled[1] = other.wrapId;
    expect(unwrapPair([other], "client", "pair", misled)).toBeUndefined();
  });

  it("belongs to one client and one pair", () => {
    expect(unwrapPair([tree], "client", "pair2", record)).toBeUndefined();
    expect(unwrapPair([tree], "client2", "pair", record)).toBeUndefined();
    expect(unwrapPair([tree], "clientpair", "", record)).toBeUndefined();
  });

  it("is not unwrapped with any bit changed", () => {
    for (let bit = 0; bit < 640; bit++) {
      const changed = Buffer.from(record);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(unwrapPair([tree, other], "client", "pair", changed), `bit ${bit}`).toBeUndefined();
    }
  });

  it.each([0, 1, 79, 81])("is not unwrapped when it has %i bytes", (length) => {
    expect(unwrapPair([tree], "client", "pair", Buffer.alloc(length, record))).toBeUndefined();
  });
});
