import { type ChunkKey, openChunk, sealChunk } from "./chunk-cipher.ts";

const LARGEST = 65_536;

/** A QUIC variable-length integer (RFC 9000, section 16) in its shortest form. */
export function varint(value: number): Buffer {
  if (value < 64) return Buffer.of(value);
  const bytes = Buffer.alloc(value < 16_384 ? 2 : 4);
  if (bytes.length === 2) bytes.writeUInt16BE(0x4000 | value);
  else bytes.writeUInt32BE((0x80000000 | value) >>> 0);
  return bytes;
}

/** What becomes one chunk; text is UTF-8. */
export type Piece = string | Uint8Array;

/** The frames of a body: one for each piece that is not the last, then the final one with `padding` zero bytes. */
export function sealBody(key: ChunkKey, pieces: readonly Piece[], padding = 0): Buffer[] {
  const plain = pieces.map((piece) => Buffer.from(piece as string));
  const chunks = plain.slice(0, -1).map((piece, i) => {
    if (piece.length === 0 || piece.length > LARGEST) throw new Error("a chunk has 1 to 65536 bytes");
    const sealed = sealChunk(key, i, piece, "");
    return Buffer.concat([varint(sealed.length), sealed]);
  });
  const last = Buffer.concat([plain.at(-1) ?? Buffer.alloc(0), Buffer.of(2), Buffer.alloc(padding)]);
  return [...chunks, Buffer.concat([varint(0), sealChunk(key, chunks.length, last, "final")])];
}

/** A piece's plain text without the padding `02 00*` at its end. Throws when there is none. */
export function unpadded(padded: Buffer): Buffer {
  let end = padded.length - 1;
  while (end >= 0 && padded[end] === 0) end--;
  if (end < 0 || padded[end] !== 2) throw new Error("the padding is missing");
  return padded.subarray(0, end);
}

/** Opens frames as they arrive. Yields each chunk's plain text; throws on any flaw, a missing final chunk among them. */
export async function* openBody(key: ChunkKey, wire: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let kept = Buffer.alloc(0);
  let index = 0;
  let final = false;
  for await (const piece of wire) {
    kept = Buffer.concat([kept, piece]);
    while (!final) {
      const frame = frameAt(kept);
      if (frame === null) break;
      kept = kept.subarray(frame.start);
      if (frame.length === 0) final = true;
      else {
        const plain = openChunk(key, index++, kept.subarray(0, frame.length), "");
        kept = kept.subarray(frame.length);
        if (plain.length === 0) throw new Error("a chunk that is not the final one is empty");
        yield plain;
      }
    }
  }
  if (!final) throw new Error("the final chunk is missing");
  const last = unpadded(openChunk(key, index, kept, "final"));
  if (last.length > 0) yield last;
}

/** Where the frame at the beginning starts and how long it is; null while it has not arrived whole. */
function frameAt(bytes: Buffer): { start: number; length: number } | null {
  const [first] = bytes;
  if (first === undefined) return null;
  const start = 1 << (first >> 6);
  if (start === 8) throw new Error("a length of eight bytes is refused");
  if (bytes.length < start) return null;
  const length = bytes.readUIntBE(0, start) & (start === 4 ? 0x3fffffff : start === 2 ? 0x3fff : 0x3f);
  if (varint(length).length !== start) throw new Error("a length is not in its shortest form");
  if (length > LARGEST + 16) throw new Error("a chunk is too long");
  return length > 0 && bytes.length < start + length ? null : { start, length };
}
