import type { Transform } from "node:stream";
import { constants, createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from "node:zlib";

/** Undoes a content-coding as a stream, so that a bomb never stands in memory. */
export type Decoder = Transform;

const DECODERS: Record<string, () => Decoder> = {
  gzip: () => createGunzip({ flush: constants.Z_SYNC_FLUSH }),
  "x-gzip": () => createGunzip({ flush: constants.Z_SYNC_FLUSH }),
  deflate: () => createInflate({ flush: constants.Z_SYNC_FLUSH }),
  br: () => createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: () => createZstdDecompress(),
};

/**
 * The decoder of a `content-encoding` (RFC 9110, 8.4). Null where nothing is to be done: no coding, `identity`, or one that nobody
 * here knows, which then stays as it is together with its header.
 */
export function decoderOf(coding: string | undefined): Decoder | null {
  if (coding === undefined) return null;
  const name = coding.trim().toLowerCase();
  return Object.hasOwn(DECODERS, name) ? (DECODERS[name]?.() ?? null) : null;
}
