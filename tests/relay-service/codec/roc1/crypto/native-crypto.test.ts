import { createCipheriv, hkdfSync } from "node:crypto";
import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { nodeCrypto } from "../../../../../relay-service/src/codec/roc1/crypto/node-crypto.ts";
import { fc } from "../../../../support/fast-check.ts";
import { describeNative, NATIVE_FILE } from "../../../../support/relay/native-crypto.ts";

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const derived = fc.uint8Array({ minLength: 164, maxLength: 164 });
const chunkNumber = fc.oneof(
  fc.constantFrom(0, 1, 255, 256, 65_536, 2 ** 31, 2 ** 32 - 1),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
);
const keyOffset = fc.integer({ min: 0, max: 120 });
const FINAL = Buffer.from("final");

/** Pieces of memory of their own, of which some may be empty. */
function cutAt(whole: Buffer, offsets: readonly number[]): Buffer[] {
  const ends = [...offsets.map((offset) => Math.min(offset, whole.length)), whole.length].sort((a, b) => a - b);
  return ends.map((end, index) => Buffer.from(whole.subarray(index === 0 ? 0 : ends[index - 1], end)));
}

describeNative("the native part", (native, crypto) => {
  it("derives what Node derives", () => {
    fc.assert(
      fc.property(
        bytes(200),
        bytes(200),
        bytes(128),
        bytes(2000),
        fc.integer({ min: 0, max: 8160 }),
        (...[secret, salt, label, context, length]) => {
          const out = crypto.derive(secret, salt, label, context, length);
          expect(out.equals(nodeCrypto.derive(secret, salt, label, context, length))).toBe(true);
        },
      ),
    );
    fc.assert(
      fc.property(bytes(200), bytes(200), bytes(128), fc.integer({ min: 1, max: 300 }), (secret, salt, label, length) => {
        const out = Buffer.alloc(length);
        native.hkdf(secret, salt, label, undefined, out);
        expect(out).toEqual(Buffer.from(hkdfSync("sha256", secret, salt, label, length)));
      }),
    );
  });

  it("seals what Node seals, and each opens what the other has sealed", () => {
    const plain = fc.oneof(
      bytes(300),
      fc.constantFrom(8191, 8192, 8193, 65_536).map((length) => new Uint8Array(length).fill(7)),
    );
    fc.assert(
      fc.property(
        derived,
        keyOffset,
        chunkNumber,
        bytes(9),
        plain,
        fc.integer({ min: 0, max: 64 }),
        (keys, at, chunk, prefix, text, padding) => {
          const [own, other] = [crypto, nodeCrypto].map((each) => {
            const sealed = each.keyAt(Buffer.from(keys), at).seal(chunk, prefix, text, padding);
            return Buffer.concat(sealed);
          }) as [Buffer, Buffer];
          expect(own.equals(other)).toBe(true);
          expect(own.subarray(0, prefix.length)).toEqual(Buffer.from(prefix));
          for (const each of [crypto, nodeCrypto]) {
            const opened = each.keyAt(Buffer.from(keys), at).open(chunk, padding > 0, Buffer.from(own.subarray(prefix.length)));
            const padded = Buffer.concat([text, Buffer.from([2]), Buffer.alloc(63)]).subarray(0, text.length + padding);
            expect(opened?.equals(padding > 0 ? padded : Buffer.from(text))).toBe(true);
          }
        },
      ),
    );
  });

  it("opens in pieces what Node opens, wherever the tag lies", () => {
    const cuts = fc.array(fc.nat(400), { maxLength: 20 });
    fc.assert(
      fc.property(derived, keyOffset, chunkNumber, bytes(300), cuts, (keys, at, chunk, text, offsets) => {
        const sealed = Buffer.concat(crypto.keyAt(Buffer.from(keys), at).seal(chunk, new Uint8Array(), text, 0));
        for (const each of [crypto, nodeCrypto]) {
          const opened = each.keyAt(Buffer.from(keys), at).openPieces(chunk, cutAt(sealed, offsets));
          expect(opened && Buffer.concat(opened)).toEqual(Buffer.from(text));
        }
      }),
    );
  });

  it("opens no pieces of which one bit is changed, and leaves none of them readable", () => {
    const keys = Buffer.alloc(44, 3);
    const sealed = Buffer.concat(crypto.keyAt(keys, 0).seal(5, new Uint8Array(), Buffer.alloc(20, 9), 0));
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      for (const each of [crypto, nodeCrypto]) {
        const pieces = cutAt(changed, [7, 15, 25, 30]);
        expect(each.keyAt(keys, 0).openPieces(5, pieces), `bit ${bit}`).toBeUndefined();
        if (each === crypto) expect(Buffer.concat(pieces).subarray(0, 20)).toEqual(Buffer.alloc(20));
      }
    }
    for (const each of [crypto, nodeCrypto]) {
      expect(each.keyAt(keys, 0).openPieces(5, [Buffer.alloc(7), Buffer.alloc(8)])).toBeUndefined();
    }
  });

  it("opens nothing with one changed bit, and leaves none of it readable", () => {
    const keys = Buffer.alloc(44, 3);
    const sealed = Buffer.concat(crypto.keyAt(keys, 0).seal(5, new Uint8Array(), Buffer.alloc(20, 9), 1));
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(native.open(keys, 0, 5, FINAL, changed), `bit ${bit}`).toBe(false);
      expect(changed.subarray(0, 21)).toEqual(Buffer.alloc(21));
    }
    for (const [chunk, additional] of [
      [4, FINAL],
      [5, new Uint8Array()],
      [5, Buffer.from("finaL")],
    ] as const) {
      expect(native.open(keys, 0, chunk, additional, Buffer.from(sealed))).toBe(false);
    }
    expect(crypto.keyAt(keys, 0).open(5, true, Buffer.alloc(15))).toBeUndefined();
    expect(native.open(keys, 0, 5, FINAL, sealed)).toBe(true);
  });

  it("writes only to the memory that it was given", () => {
    const keys = Buffer.alloc(44, 3);
    const room = Buffer.alloc(100, 0xee);
    native.seal(keys, 0, 0, FINAL, Buffer.alloc(20), 1, room, 30);
    expect(room.subarray(0, 30)).toEqual(Buffer.alloc(30, 0xee));
    expect(room.subarray(30 + 37)).toEqual(Buffer.alloc(33, 0xee));
    expect(native.open(keys, 0, 0, FINAL, room.subarray(30, 67))).toBe(true);
    expect(room.subarray(0, 30)).toEqual(Buffer.alloc(30, 0xee));
    expect(room.subarray(30 + 37)).toEqual(Buffer.alloc(33, 0xee));
    native.hkdf(keys, keys, keys, keys, room.subarray(10, 51));
    expect(keys).toEqual(Buffer.alloc(44, 3));
  });

  it("refuses invalid arguments, and works afterwards", () => {
    const ok = Buffer.alloc(64);
    type Call = () => unknown;
    const call =
      (name: keyof typeof native, ...given: unknown[]): Call =>
      () =>
        (native[name] as (...all: unknown[]) => unknown)(...given);
    const seal = (change: Record<number, unknown>) =>
      call("seal", ...Object.values({ ...[ok, 0, 0, ok, ok, 1, Buffer.alloc(200), 0], ...change }));
    const open = (change: Record<number, unknown>) =>
      call("open", ...Object.values({ ...[ok, 0, 0, ok, Buffer.alloc(40)], ...change }));
    const openPieces = (change: Record<number, unknown>) =>
      call("openPieces", ...Object.values({ ...[ok, 0, 0, ok, [Buffer.alloc(40), Buffer.alloc(0)]], ...change }));
    const hkdf = (change: Record<number, unknown>) =>
      call("hkdf", ...Object.values({ ...[ok, ok, ok, ok, Buffer.alloc(40)], ...change }));
    for (const right of [
      seal({}),
      open({}),
      hkdf({}),
      openPieces({}),
      hkdf({ 3: undefined }),
      seal({ 1: 20, 7: 119 }),
      open({ 2: 2 ** 32 - 1 }),
    ]) {
      expect(right).not.toThrow();
    }
    const notBytes = [
      undefined,
      null,
      1,
      "bytes",
      {},
      [1],
      new Uint16Array(64),
      new DataView(new ArrayBuffer(64)),
      new ArrayBuffer(64),
    ];
    for (const wrong of notBytes) {
      for (const index of [0, 3, 4, 6]) expect(seal({ [index]: wrong })).toThrow(TypeError);
      for (const index of [0, 3, 4]) expect(open({ [index]: wrong })).toThrow(TypeError);
      expect(openPieces({ 4: [Buffer.alloc(40), wrong] })).toThrow(TypeError);
      if (!Array.isArray(wrong)) expect(openPieces({ 4: wrong })).toThrow(TypeError);
      for (const index of [0, 1, 2, 4]) expect(hkdf({ [index]: wrong })).toThrow(TypeError);
      if (wrong !== undefined) expect(hkdf({ 3: wrong })).toThrow(TypeError);
    }
    for (const wrong of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 32, 1e300]) {
      for (const index of [1, 2, 5, 7]) expect(seal({ [index]: wrong })).toThrow(RangeError);
      for (const index of [1, 2]) expect(open({ [index]: wrong })).toThrow(RangeError);
    }
    for (const wrong of ["0", null, undefined, {}, 0n]) {
      for (const index of [1, 2, 5, 7]) expect(seal({ [index]: wrong })).toThrow(TypeError);
      for (const index of [1, 2]) expect(open({ [index]: wrong })).toThrow(TypeError);
    }
    const outside = [
      seal({ 1: 21 }),
      seal({ 0: Buffer.alloc(43) }),
      seal({ 5: 65 }),
      seal({ 6: Buffer.alloc(80) }),
      seal({ 7: 120 }),
      seal({ 7: 201 }),
      open({ 1: 21 }),
      open({ 0: Buffer.alloc(0) }),
      open({ 4: Buffer.alloc(15) }),
      openPieces({ 1: 21 }),
      openPieces({ 4: [] }),
      openPieces({ 4: Array.from({ length: 17 }, () => Buffer.alloc(9)) }),
      openPieces({ 4: [Buffer.alloc(7), Buffer.alloc(8)] }),
      call("openPieces", ok, 0, 0, ok),
      hkdf({ 2: Buffer.alloc(129) }),
      hkdf({ 4: Buffer.alloc(8161) }),
      call("seal"),
      call("open", ok, 0, 0, ok),
      call("hkdf", ok, ok, ok, ok),
    ];
    for (const wrong of outside) expect(wrong).toThrow(RangeError);
    const detached = new Uint8Array(64);
    structuredClone(detached.buffer, { transfer: [detached.buffer] });
    for (const wrong of [seal({ 0: detached }), open({ 4: detached }), seal({ 6: detached })]) expect(wrong).toThrow(RangeError);
    const detaching = [Buffer.from(new ArrayBuffer(64)), Buffer.alloc(64)];
    Object.defineProperty(detaching, 1, {
      get: () => structuredClone(new Uint8Array(64), { transfer: [(detaching[0] as Buffer).buffer as ArrayBuffer] }),
    });
    expect(openPieces({ 4: detaching })).not.toThrow();
    expect(seal({ 4: detached })).not.toThrow();
    expect(seal({})).not.toThrow();
  });

  it("reveals none of its input in its errors", () => {
    const secret = Buffer.from("secret secret secret secret secret secret secret");
    const stacks: string[] = [];
    for (const call of [
      () => native.seal(secret, 9, 0, secret, secret, 1, secret, 0),
      () => native.open(secret, 9, 0, secret, secret),
    ]) {
      try {
        call();
      } catch (error) {
        stacks.push(`${(error as Error).stack}`);
      }
    }
    expect(stacks.length).toBe(2);
    expect(stacks.join("")).not.toContain("secret secret");
  });

  it("uses the same nonce as Node for chunk zero", () => {
    const keys = Buffer.from(Array.from({ length: 44 }, (_, index) => index));
    const cipher = createCipheriv("aes-256-gcm", keys.subarray(0, 32), keys.subarray(32)).setAAD(FINAL);
    const expected = Buffer.concat([cipher.update("text\x02"), cipher.final(), cipher.getAuthTag()]);
    expect(Buffer.concat(crypto.keyAt(keys, 0).seal(0, new Uint8Array(), Buffer.from("text"), 1))).toEqual(expected);
  });

  it("works in many threads at once", async () => {
    const program = `
      const native = require(${JSON.stringify(NATIVE_FILE)});
      const { parentPort, workerData } = require("node:worker_threads");
      const keys = Buffer.alloc(44, workerData), none = Buffer.alloc(0);
      let right = 0;
      for (let chunk = 0; chunk < 2000; chunk++) {
        const sealed = Buffer.alloc(100 + 16);
        native.seal(keys, 0, chunk, none, Buffer.alloc(100, chunk), 0, sealed, 0);
        if (native.open(keys, 0, chunk, none, sealed) && sealed.subarray(0, 100).equals(Buffer.alloc(100, chunk))) right++;
      }
      parentPort.postMessage(right);`;
    const right = [1, 2, 3, 4].map(
      (workerData) =>
        new Promise((resolve, reject) =>
          new Worker(program, { eval: true, workerData }).on("message", resolve).on("error", reject),
        ),
    );
    expect(await Promise.all(right)).toEqual([2000, 2000, 2000, 2000]);
  });
});
