import { describe, expect, it } from "vitest";
import { type BodyPadding, paddedLength } from "../../../../relay-service/client/body/body-padding.ts";
import { openFrames } from "../../../../relay-service/client/body/open-body.ts";
import { sealFrames } from "../../../../relay-service/client/body/seal-body.ts";
import { concat, readVarint, writeVarint } from "../../../../relay-service/client/bytes.ts";
import { createChunkCipher } from "../../../../relay-service/client/message/chunk-cipher.ts";
import { nodeCrypto } from "../../../../relay-service/src/codec/roc1/crypto/node-crypto.ts";
import { bodyOpener } from "../../../../relay-service/src/codec/roc1/message/body-opener.ts";
import { bodySealer } from "../../../../relay-service/src/codec/roc1/message/body-sealer.ts";
import { fc } from "../../../support/fast-check.ts";

const KEY = Buffer.alloc(44, 7);
const cipher = () => createChunkCipher(new Uint8Array(KEY));
const relayKey = () => nodeCrypto.keyAt(KEY, 0);
const SEED = { seed: 20261122, numRuns: 30 };
const PADDINGS = ["none", "padme"] as const;

async function collected(frames: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const frame of frames) all.push(frame);
  return all;
}

async function* cut(bytes: Uint8Array, at: readonly number[]): AsyncGenerator<Uint8Array> {
  const positions = [...at.map((position) => position % (bytes.length + 1)), bytes.length].sort((one, other) => one - other);
  let from = 0;
  for (const position of positions) {
    yield bytes.subarray(from, position);
    from = position;
  }
}

async function seal(plain: Uint8Array, padding: BodyPadding, at: readonly number[] = [], live = false) {
  return collected(sealFrames(await cipher(), cut(plain, at), { padding, live }));
}

async function open(sealed: Uint8Array, at: readonly number[] = []): Promise<Uint8Array> {
  return concat(...(await collected(openFrames(await cipher(), cut(sealed, at)))));
}

function openByRelay(sealed: Uint8Array): Buffer {
  const opener = bodyOpener(relayKey());
  return Buffer.concat([...opener.push(Buffer.from(sealed)), ...opener.finish()]);
}

/** Lengths at the limits of chunks, and some between. */
const lengths = fc.oneof(
  fc.constantFrom(0, 1, 32_767, 32_768, 32_769, 65_535, 65_536, 65_537, 98_304, 131_072, 196_608, 1_048_576, 1_048_577),
  fc.integer({ min: 0, max: 400_000 }),
);
const bodies = lengths.map((length) => Uint8Array.from({ length }, (_, index) => index * 31 + (index >> 8)));
const cuts = fc.array(fc.nat(2_000_000), { maxLength: 6 });

describe("sealed frames", () => {
  it.each(PADDINGS)("open at the relay, however the body was split (padding %s)", async (padding) => {
    await fc.assert(
      fc.asyncProperty(bodies, cuts, fc.boolean(), async (plain, at, live) => {
        const sealed = concat(...(await seal(plain, padding, at, live)));
        expect(openByRelay(sealed).equals(plain)).toBe(true);
      }),
      SEED,
    );
  });

  it("of the relay open at the client, however the connection splits them", async () => {
    await fc.assert(
      fc.asyncProperty(bodies, cuts, async (plain, at) => {
        const sealer = bodySealer(relayKey());
        const sealed = Buffer.concat([...sealer.seal(Buffer.from(plain)), ...sealer.end()]);
        expect(Buffer.from(await open(sealed, at)).equals(plain)).toBe(true);
      }),
      SEED,
    );
  });

  it("are sent piece by piece when a stream is live", async () => {
    const frames = await seal(new Uint8Array(30), "none", [10, 20], true);
    expect(frames.map((frame) => frame.length)).toEqual([27, 27, 27, 18]);
  });

  it("are filled up when a stream is not live", async () => {
    const frames = await seal(new Uint8Array(140_000), "none", [10, 20, 70_000]);
    expect(frames.map((frame) => frame.length)).toEqual([65_556, 65_556, 8_946]);
  });

  it("reveal only the padded length", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 300_000 }), async (length) => {
        const wire = async (plain: number) => (await seal(new Uint8Array(plain), "padme")).map((frame) => frame.length);
        const padded = paddedLength(length);
        expect(await wire(length)).toEqual(await wire(padded));
      }),
      { ...SEED, numRuns: 15 },
    );
  });

  it("are refused after any change", async () => {
    const plain = Uint8Array.from({ length: 140_000 }, (_, index) => index);
    const frames = (await seal(plain, "none")) as [Uint8Array, Uint8Array, Uint8Array];
    const [first, second, last] = frames;
    const body = concat(...frames);
    const flipped = (at: number) => body.map((byte, index) => (index === at ? byte ^ 1 : byte));
    const changed: Record<string, Uint8Array> = {
      "nothing left": new Uint8Array(0),
      "last frame dropped": concat(first, second),
      "last frame cut": body.subarray(0, -1),
      "last frame longer": concat(body, Uint8Array.of(0)),
      "first frame dropped": concat(second, last),
      "first frame twice": concat(first, first, second, last),
      "frames in another order": concat(second, first, last),
      "a frame made the last": concat(first, Uint8Array.of(0), second.subarray(4)),
      "the last made a frame": concat(first, second, writeVarint(last.length - 1), last.subarray(1)),
      "bit of a length": flipped(2),
      "bit of a text": flipped(100),
      "bit of the end": flipped(body.length - 1),
    };
    for (const [name, sealed] of Object.entries(changed)) await expect(open(sealed), name).rejects.toThrow();
    expect(await open(body)).toEqual(plain);
  });

  it("are refused when they are longer than any frame, before they are buffered", async () => {
    async function* endless(start: Uint8Array) {
      yield start;
      for (;;) yield new Uint8Array(65_536);
    }
    for (const start of [Uint8Array.of(0), writeVarint(65_553), Uint8Array.of(0xc0, 0, 0, 0, 0, 0, 0, 1)]) {
      const read = async () => collected(openFrames(await cipher(), endless(start)));
      await expect(read()).rejects.toThrow(RangeError);
    }
  });

  it("are refused without padding", async () => {
    const sealed = await (await cipher()).seal(new Uint8Array(5), true);
    await expect(open(concat(Uint8Array.of(0), sealed))).rejects.toThrow("padding");
  });
});

describe("a frame's length", () => {
  it("is read back as it was written", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 30 - 1 }), (value) => {
        const written = writeVarint(value);
        expect(readVarint(written)).toEqual({ value, size: written.length });
        expect(readVarint(written.subarray(0, -1))).toBeUndefined();
      }),
    );
  });

  it("is refused when it is encoded longer than necessary", () => {
    expect(() => readVarint(Uint8Array.of(0x40, 63))).toThrow("shortest");
    expect(() => readVarint(Uint8Array.of(0x80, 0, 0x3f, 0xff))).toThrow("shortest");
  });
});

describe("padding", () => {
  it("adds at most an eighth of the length", () => {
    for (let length = 0; length < 3_000_000; length = Math.floor(length * 1.01) + 1) {
      const padded = paddedLength(length);
      expect(padded).toBeGreaterThanOrEqual(length);
      expect(padded).toBeLessThanOrEqual(Math.max(length * 1.12, length));
    }
  });

  it("gives the lengths of the Padmé paper", () => {
    // By hand from its algorithm: of 100 = 7 bits the last 3 become zero, of 1,000,000 = 20 bits the last 14.
    expect([1, 8, 9, 17, 100, 1000, 10_000, 1_000_000].map(paddedLength)).toEqual([1, 8, 10, 18, 104, 1024, 10_240, 1_015_808]);
  });
});
