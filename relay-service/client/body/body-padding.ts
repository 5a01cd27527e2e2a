import type { MteMessageOptions } from "../mte-relay-client.d.mts";

/** How the length of bodies is hidden: not at all, or by rounding it up by a few per cent. */
export type BodyPadding = NonNullable<MteMessageOptions["padding"]>;

/** With padding, frames are half as long as without, so that the last one has room for the padding. */
const PADDED_FRAME_BYTES = 32_768;
const MAX_PADME_BYTES = 1_048_576;

/**
 * The length that a body of `length` bytes is padded to: up to 1 MiB by PADMÉ (Nikitin et al., "Reducing Metadata Leakage from
 * Encrypted Files", 2019), at most 12 % more; above that the next multiple of 32 KiB, because all padding is in the last frame.
 */
export function paddedLength(length: number): number {
  if (length < 2) return length;
  const unit = length > MAX_PADME_BYTES ? PADDED_FRAME_BYTES : 2 ** (exponent(length) - exponent(exponent(length)) - 1);
  return Math.ceil(length / unit) * unit;
}

function exponent(value: number): number {
  return Math.floor(Math.log2(value));
}

/**
 * How many frames of 32 KiB come before the last one. It depends on the padded length alone, because anybody can count the
 * frames.
 */
export function framesBeforeLast(padded: number): number {
  return Math.max(0, Math.floor(padded / PADDED_FRAME_BYTES) - 1);
}

/** Bytes of plain text in a full frame; `unpadded` is the number without padding. */
export function frameBytes(padding: BodyPadding, unpadded: number): number {
  return padding === "none" ? unpadded : PADDED_FRAME_BYTES;
}
