import { PAIR_MESSAGES } from "../codec/roc1/format.ts";
import { RECORD_BYTES } from "./pair-store.ts";

/** Refuses a record of another length, which would shift the bitmap behind it. */
export function checkRecord(record: Buffer): void {
  if (record.length !== RECORD_BYTES) throw new RangeError(`a record must have ${RECORD_BYTES} bytes, got ${record.length}`);
}

/** Refuses a number outside the bitmap: in Redis it would let one value grow to half a gigabyte. */
export function checkSequence(sequence: number): void {
  if (!Number.isInteger(sequence) || sequence < 0 || sequence >= PAIR_MESSAGES) {
    throw new RangeError(`a sequence number must be from 0 to ${PAIR_MESSAGES - 1}, got ${sequence}`);
  }
}
