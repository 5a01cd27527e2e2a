import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type BodyOpener, Refusal } from "../../../../../relay-service/src/codec/codec.ts";
import { bodyOpener } from "../../../../../relay-service/src/codec/roc1/message/body-opener.ts";
import { bodySealer } from "../../../../../relay-service/src/codec/roc1/message/body-sealer.ts";
import { fc } from "../../../../support/fast-check.ts";
import { sealBody, varint } from "../../../../support/independent-client/body-frames.ts";
import { type ChunkKey, sealChunk } from "../../../../support/independent-client/chunk-cipher.ts";
import { messageCryptos } from "../../../../support/relay/native-crypto.ts";

const part: ChunkKey = { key: randomBytes(32), nonce: randomBytes(12) };
const clientBody = (texts: readonly string[]) => Buffer.concat(sealBody(part, texts));

describe.each(messageCryptos)("with the cryptography of $name,", (crypto) => {
  const key = crypto.keyAt(Buffer.concat([part.key, part.nonce]), 0);

  /** Gives a body to an opener in pieces of the given lengths, over and over. */
  function opened(body: Buffer, cuts: readonly number[] = [body.length || 1], opener: BodyOpener = bodyOpener(key)): Buffer {
    const out: Buffer[] = [];
    // Opening overwrites its input, and the tests use theirs again.
    const given = Buffer.from(body);
    for (let at = 0, turn = 0; at < body.length; turn++) {
      const length = cuts[turn % cuts.length] as number;
      out.push(...opener.push(given.subarray(at, at + length)));
      at += length;
    }
    return Buffer.concat([...out, ...opener.finish()]);
  }

  function isRefused(body: Buffer, cuts?: readonly number[], opener?: BodyOpener): boolean {
    try {
      opened(body, cuts, opener);
      return false;
    } catch (error) {
      expect(error).toBeInstanceOf(Refusal);
      expect(error).toMatchObject({ status: 562, code: "body", mac: undefined });
      return true;
    }
  }

  const chunks = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 });
  const cuts = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });

  describe("a body", () => {
    it("opens as it was sealed, however it is split", () => {
      fc.assert(
        fc.property(chunks, fc.uint8Array({ maxLength: 300 }), cuts, (pieces, last, lengths) => {
          const sealer = bodySealer(key);
          const sealed = [...pieces.flatMap((piece) => sealer.seal(Buffer.from(piece))), ...sealer.end(Buffer.from(last))];
          expect(opened(Buffer.concat(sealed), lengths)).toEqual(Buffer.concat([...pieces, last]));
        }),
        { numRuns: 300 },
      );
    });

    it("of a client opens, however it is split", () => {
      fc.assert(
        fc.property(fc.array(fc.string({ minLength: 1 }), { minLength: 1 }), cuts, (texts, lengths) => {
          expect(opened(clientBody(texts), lengths).toString()).toBe(Buffer.from(texts.join("")).toString());
        }),
      );
    });

    it.each([0, 1, 47, 48, 8191, 8192, 8193, 16_367, 16_368, 65_535, 65_536, 65_537, 131_072, 131_073, 200_000])(
      "of %i bytes is sealed and opened",
      (length) => {
        const plain = randomBytes(length);
        const whole = Buffer.concat(bodySealer(key).end(plain));
        expect(opened(whole, [50_000]).equals(plain)).toBe(true);
        const sealer = bodySealer(key);
        const inPieces = Buffer.concat([...sealer.seal(plain), ...sealer.end()]);
        expect(opened(inPieces, [70_000]).equals(plain)).toBe(true);
      },
    );

    it("opens byte by byte", () => {
      const sealer = bodySealer(key);
      const [first, last] = [randomBytes(700), randomBytes(700)];
      const sealed = Buffer.concat([...sealer.seal(first), ...sealer.end(last)]);
      expect(opened(sealed, [1]).equals(Buffer.concat([first, last]))).toBe(true);
    });

    it("is passed on chunk by chunk as it arrives", () => {
      const sealer = bodySealer(key);
      const opener = bodyOpener(key);
      for (const text of ["one", "two", "three"]) {
        expect(opener.push(Buffer.concat(sealer.seal(Buffer.from(text)))).join("")).toBe(text);
      }
      expect(opener.push(Buffer.concat(sealer.end()))).toEqual([]);
      expect(opener.finish()).toEqual([]);
    });

    it("reveals nothing of a chunk before its tag is verified", () => {
      const sealed = clientBody(["a".repeat(100), ""]);
      const opener = bodyOpener(key);
      expect(opener.push(sealed.subarray(0, 2 + 100 + 15))).toEqual([]);
      expect(opener.push(sealed.subarray(117, 118)).join("")).toBe("a".repeat(100));
    });

    it("is written in one piece when it is small, and in at most four pieces a chunk", () => {
      expect(bodySealer(key).end(Buffer.alloc(1024)).length).toBe(1);
      expect(bodySealer(key).seal(Buffer.alloc(1024)).length).toBe(1);
      expect(bodySealer(key).seal(Buffer.alloc(65_536)).length).toBeLessThanOrEqual(4);
      expect(bodySealer(key).seal(Buffer.alloc(0))).toEqual([]);
    });

    it("cannot continue after its end", () => {
      const sealer = bodySealer(key);
      sealer.end();
      expect(() => sealer.seal(Buffer.from("x"))).toThrow(/ended/);
      expect(() => sealer.end()).toThrow(/ended/);
      const opener = bodyOpener(key);
      const sealed = clientBody(["x"]);
      opener.push(sealed);
      opener.finish();
      expect(() => opener.push(sealed)).toThrow(Refusal);
      expect(() => opener.finish()).toThrow(Refusal);
    });

    it("stays refused after it was refused", () => {
      const opener = bodyOpener(key);
      const sealed = clientBody(["hello", "!"]);
      const broken = Buffer.from(sealed);
      broken[3] = (broken[3] as number) ^ 1;
      expect(() => opener.push(broken)).toThrow(Refusal);
      expect(() => opener.push(sealed)).toThrow(Refusal);
      expect(() => opener.finish()).toThrow(Refusal);
    });
  });

  describe("a received body", () => {
    /** Three frames and the final one, each with its index. */
    const frames = ["first", "second", "third!"].map((text, index) => {
      const sealed = sealChunk(part, index, Buffer.from(text), "");
      return Buffer.concat([varint(sealed.length), sealed]);
    });
    const final = Buffer.concat([Buffer.from([0]), sealChunk(part, 3, Buffer.from("end\x02"), "final")]);
    const whole = Buffer.concat([...frames, final]);
    const body = (...pieces: (Buffer | undefined)[]) => Buffer.concat(pieces.map((piece) => piece as Buffer));
    const [one, two, three] = frames;

    it("is refused with any bit flipped", () => {
      expect(opened(whole).toString()).toBe("firstsecondthird!end");
      for (let bit = 0; bit < whole.length * 8; bit++) {
        const flipped = Buffer.from(whole);
        flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
        expect(isRefused(flipped), `bit ${bit}`).toBe(true);
      }
    });

    it("is refused when it is cut off at any byte", () => {
      for (let length = 0; length < whole.length; length++) expect(isRefused(whole.subarray(0, length)), `${length}`).toBe(true);
    });

    it.each([
      ["a chunk dropped", body(one, three, final)],
      ["the first chunk dropped", body(two, three, final)],
      ["a chunk twice", body(one, one, two, three, final)],
      ["two chunks swapped", body(two, one, three, final)],
      ["no final chunk", body(one, two, three)],
      ["a byte behind", body(whole, Buffer.from([0]))],
      ["a whole body behind", body(whole, whole)],
      ["a chunk behind", body(whole, three)],
      ["a chunk made the final one", body(one, two, Buffer.from([0]), three?.subarray(1))],
      ["the final chunk made an ordinary one", body(one, two, three, varint(final.length - 1), final.subarray(1), final)],
      ["an empty final chunk in front", body(Buffer.from([0]), whole)],
    ])("is refused with %s", (_, changed) => {
      expect(isRefused(changed)).toBe(true);
      expect(isRefused(changed, [1])).toBe(true);
    });

    it("is refused under another message's key, and with another nonce", () => {
      const elsewhere = bodyOpener(crypto.keyAt(Buffer.concat([randomBytes(32), part.nonce]), 0));
      expect(isRefused(whole, [whole.length], elsewhere)).toBe(true);
      const other = bodyOpener(crypto.keyAt(Buffer.concat([part.key, randomBytes(12)]), 0));
      expect(isRefused(whole, [whole.length], other)).toBe(true);
    });

    it.each([
      [
        "a length in two bytes that fits in one",
        Buffer.concat([Buffer.from([0x40, 21]), sealChunk(part, 0, Buffer.alloc(5), "")]),
      ],
      [
        "a length in four bytes that fits in one",
        Buffer.concat([Buffer.from([0x80, 0, 0, 21]), sealChunk(part, 0, Buffer.alloc(5), "")]),
      ],
      ["a length of zero in two bytes", Buffer.concat([Buffer.from([0x40, 0]), sealChunk(part, 0, Buffer.from([2]), "final")])],
      ["a length in eight bytes", Buffer.from([0xc0, 0, 0, 0, 0, 0, 0, 21])],
      ["an empty chunk that is not final", Buffer.concat([Buffer.from([16]), sealChunk(part, 0, Buffer.alloc(0), "")])],
      ["a chunk of more than 64 KiB", Buffer.concat([varint(65_553), sealChunk(part, 0, Buffer.alloc(65_537), "")])],
      ["a final chunk without padding", Buffer.concat([Buffer.from([0]), sealChunk(part, 0, Buffer.from("x"), "final")])],
      ["a final chunk of zeros", Buffer.concat([Buffer.from([0]), sealChunk(part, 0, Buffer.alloc(4), "final")])],
      ["a final chunk of nothing", Buffer.concat([Buffer.from([0]), sealChunk(part, 0, Buffer.alloc(0), "final")])],
      [
        "a final chunk of more than 64 KiB",
        Buffer.concat([Buffer.from([0]), sealChunk(part, 0, Buffer.alloc(65_538, 2), "final")]),
      ],
    ])("is refused with %s", (_, start) => {
      const isFinal = start[0] === 0 || (start[0] === 0x40 && start[1] === 0);
      const rest = isFinal ? Buffer.alloc(0) : Buffer.concat([Buffer.from([0]), sealChunk(part, 1, Buffer.from([2]), "final")]);
      expect(isRefused(Buffer.concat([start, rest]), [1000])).toBe(true);
    });

    it("is accepted with padding at the end, and with the largest final chunk", () => {
      const padded = Buffer.concat([Buffer.from([0]), sealChunk(part, 0, Buffer.from("x\x02\0\0\0"), "final")]);
      expect(opened(padded).toString()).toBe("x");
      const largest = Buffer.concat([Buffer.alloc(65_536, 2), Buffer.from([2])]);
      expect(opened(Buffer.concat([Buffer.from([0]), sealChunk(part, 0, largest, "final")])).length).toBe(65_536);
    });

    it("is refused when it is random bytes", () => {
      fc.assert(
        fc.property(fc.uint8Array({ maxLength: 400 }), cuts, (bytes, lengths) => {
          expect(isRefused(Buffer.from(bytes), lengths)).toBe(true);
        }),
        { numRuns: 300 },
      );
    });
  });
});
