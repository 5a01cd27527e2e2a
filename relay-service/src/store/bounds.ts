import type { PairFormat } from "./pair-store.ts";

/** Throws RangeError when a record has another length, which would shift the bitmap behind it. */
export function checkRecord(record: Buffer, { recordBytes }: PairFormat): void {
  if (record.length !== recordBytes) throw new RangeError(`a record must have ${recordBytes} bytes, got ${record.length}`);
}

/** Throws RangeError when a number is outside the bitmap. In Redis it could make one value grow to half a gigabyte. */
export function checkSequence(sequence: number, { messages }: PairFormat): void {
  if (!Number.isInteger(sequence) || sequence < 0 || sequence >= messages) {
    throw new RangeError(`a sequence number must be from 0 to ${messages - 1}, got ${sequence}`);
  }
}
