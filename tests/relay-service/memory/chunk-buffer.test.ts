import { expect, it } from "vitest";
import { ChunkBuffer } from "../../../relay-service/src/memory/chunk-buffer.ts";
import { fc } from "../../support/fast-check.ts";

function bufferOf(pieces: readonly Uint8Array[]): ChunkBuffer {
  const chunks = new ChunkBuffer();
  for (const piece of pieces) chunks.add(Buffer.from(piece));
  return chunks;
}

/** Bytes of the memory that pieces keep, each block once. */
const keptBytes = (pieces: readonly Buffer[]) =>
  [...new Set(pieces.map(({ buffer }) => buffer))].reduce((sum, { byteLength }) => sum + byteLength, 0);

it("a chunk buffer returns bytes as they came, however they are split", () => {
  const piece = fc.oneof(fc.uint8Array({ maxLength: 30 }), fc.uint8Array({ minLength: 1000, maxLength: 1100 }));
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 100 }), fc.array(piece, { maxLength: 40 }), (first, second) => {
      const chunks = bufferOf(first);
      expect(Buffer.concat(chunks.take()).equals(Buffer.concat(first))).toBe(true);
      for (const each of second) chunks.add(Buffer.from(each));
      expect(chunks.takeWhole().equals(Buffer.concat(second))).toBe(true);
    }),
  );
});

it("a chunk buffer does not copy a single piece", () => {
  const piece = Buffer.from("text");
  expect(bufferOf([]).takeWhole().length).toBe(0);
  const chunks = bufferOf(Array(100).fill(piece));
  chunks.take();
  chunks.add(piece);
  expect(chunks.takeWhole()).toBe(piece);
});

it("a chunk buffer uses at most twice the memory of single bytes, in few pieces", () => {
  for (const count of [1000, 100_000]) {
    const pieces = bufferOf(Array(count).fill(Buffer.from("x"))).take();
    expect(pieces.length).toBeLessThan(20 + count / 8192);
    expect(keptBytes(pieces.slice(16))).toBeLessThan(2 * count + 2048);
  }
});
