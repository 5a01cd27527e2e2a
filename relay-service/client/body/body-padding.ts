import type { MteMessageOptions } from "../mte-relay-client.d.mts";

/** How the length of bodies is hidden: not at all, or by rounding it up by a few per cent. */
export type BodyPadding = NonNullable<MteMessageOptions["padding"]>;

/** Frames are half as long with padding, so that the last one has room for what is added. */
const PADDED_FRAME = 32_768;
const PADME_LIMIT = 1_048_576;

/**
 * The length a body of `length` bytes is padded to. PADMÉ (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files", 2019)
 * up to 1 MiB, at most 12 % more; above that the next multiple of 32 KiB, as the padding stands in the last frame.
 */
export function paddedLength(length: number): number {
  if (length < 2) return length;
  const unit = length > PADME_LIMIT ? PADDED_FRAME : 2 ** (exponent(length) - exponent(exponent(length)) - 1);
  return Math.ceil(length / unit) * unit;
}

function exponent(value: number): number {
  return Math.floor(Math.log2(value));
}

/**
 * How many frames of 32 KiB stand before the last one. It depends on the padded length alone, as anybody can count the frames.
 */
export function framesBeforeLast(padded: number): number {
  return Math.max(0, Math.floor(padded / PADDED_FRAME) - 1);
}

/** The plain text of a full frame, in bytes. */
export function frameBytes(padding: BodyPadding, largest: number): number {
  return padding === "none" ? largest : PADDED_FRAME;
}
