import { AGE_TOLERANCE_MS, PAIR_ID_BYTES } from "../format.ts";
import { randomPooled } from "../keys/random-pool.ts";

const TIME_BYTES = 6;
/** This many characters of base64url encode exactly the time. */
const TIME_CHARACTERS = 8;
const DAY_MS = 86_400_000;

/**
 * A new id of a pair: the time in milliseconds (6 bytes), then 10 random bytes. The relay gives out header keys for its own ids only,
 * so a correct tag shows that the pair was made at that time, even if the store has lost everything.
 */
export function newPairId(now: number): string {
  const id = Buffer.from(randomPooled(PAIR_ID_BYTES));
  id.writeUIntBE(Math.floor(now), 0, TIME_BYTES);
  return id.toString("base64url");
}

/** When a pair was made, by its id; undefined for the ids of older relays, which are random throughout. */
export function pairMadeAt(pairId: string, now: number): number | undefined {
  const madeAt = Number.parseInt(Buffer.from(pairId.slice(0, TIME_CHARACTERS), "base64url").toString("hex"), 16);
  // One random id in three million looks like the time of a pair of the last day.
  return madeAt <= now + AGE_TOLERANCE_MS && madeAt > now - DAY_MS ? madeAt : undefined;
}
