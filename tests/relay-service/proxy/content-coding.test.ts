import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createDecoder } from "../../../relay-service/src/proxy/response/content-coding.ts";

const TEXT = "hello world ".repeat(20);
const OTHER = "and more ".repeat(20);
/** A frame of zstd that holds nothing to decode (RFC 8878, 3.1.2). */
const SKIPPABLE = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
const gzip = Buffer.concat([gzipSync(TEXT), gzipSync(OTHER)]);
const zstd = Buffer.concat([SKIPPABLE, zstdCompressSync(TEXT), SKIPPABLE, zstdCompressSync(OTHER), SKIPPABLE]);

/** The decoded text of a body that arrives in these pieces; null when it is incomplete. */
function decoded(codings: readonly string[], pieces: readonly Buffer[]): Promise<string | null> {
  return new Promise((resolve) => {
    let text = "";
    const decoder = createDecoder(codings, {
      decoded: (piece) => {
        text += piece;
        // A slow reader takes each piece later.
        setImmediate(() => decoder.resume());
        return false;
      },
      drained: () => {},
      ended: () => resolve(text),
      failed: () => resolve(null),
    });
    for (const piece of pieces) decoder.write(piece);
    decoder.end();
  });
}

const cutAt = (body: Buffer, at: number) => [body.subarray(0, at), body.subarray(at)];
const bytes = (body: Buffer) => Array.from(body, (_, at) => body.subarray(at, at + 1));

const BODIES: [coding: string, kind: string, body: Buffer, text: string][] = [
  ["gzip", "two members", gzip, TEXT + OTHER],
  ["zstd", "two frames, and some that are skipped", zstd, TEXT + OTHER],
  ["zstd", "nothing but a frame that is skipped", SKIPPABLE, ""],
  ["deflate", "one stream", deflateSync(TEXT), TEXT],
  ["deflate", "one raw stream", deflateRawSync(TEXT), TEXT],
  ["br", "one stream", brotliCompressSync(TEXT), TEXT],
];

describe.each(BODIES)("a body in %s with %s", (coding, _, body, text) => {
  it("is decoded to its end, however it is split", async () => {
    expect(await decoded([coding], [body])).toBe(text);
    expect(await decoded([coding], bytes(body))).toBe(text);
    const results = await Promise.all(Array.from(body, (__, at) => decoded([coding], cutAt(body, at))));
    expect(new Set(results)).toEqual(new Set([text]));
  });

  it("is never complete when something follows it", async () => {
    for (const more of ["junk", "\0", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"].map((junk) => Buffer.from(junk))) {
      expect(await decoded([coding], [Buffer.concat([body, more])])).toBeNull();
      expect(await decoded([coding], [body, more])).toBeNull();
      expect(await decoded([coding], bytes(Buffer.concat([body, more])))).toBeNull();
    }
  });
});

it.each([
  ["gzip", gzip, [gzipSync(TEXT).length], TEXT],
  ["zstd", zstd, [11, 11 + zstdCompressSync(TEXT).length, 22 + zstdCompressSync(TEXT).length, zstd.length - 11], ""],
])("a part of a body in %s is complete only at the end of a member or frame", async (coding, body, ends) => {
  const wholes: number[] = [];
  for (let length = 1; length < body.length; length++) {
    const part = body.subarray(0, length);
    const results = new Set([await decoded([coding], [part]), await decoded([coding], cutAt(part, length >> 1))]);
    expect(results.size).toBe(1);
    if (!results.has(null)) wholes.push(length);
  }
  expect(wholes).toEqual(ends);
});

it("frames inside another coding are decoded as well", async () => {
  expect(await decoded(["gzip", "zstd"], bytes(gzipSync(zstd)))).toBe(TEXT + OTHER);
  expect(await decoded(["zstd", "gzip"], [zstdCompressSync(gzip)])).toBe(TEXT + OTHER);
});
