/** A token bucket for each name, in bounded memory. */
export interface RateLimit {
  /** Takes one token; false when none is left. */
  take(name: string): boolean;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Beyond this number the least recently seen name is forgotten: its bucket is probably full again. */
const MAX_NAMES = 50_000;

/** A bucket gets `perSecond` tokens a second and holds at most `burst`. */
export function createRateLimit(options: { perSecond: number; burst: number; now: () => number }): RateLimit {
  const { perSecond, burst, now } = options;
  const buckets = new Map<string, Bucket>();
  return {
    take: (name) => {
      const time = now();
      const bucket = buckets.get(name);
      const tokens = bucket === undefined ? burst : Math.min(burst, bucket.tokens + ((time - bucket.at) / 1000) * perSecond);
      // Moved to the end, so that the first entry is always the least recently seen.
      buckets.delete(name);
      const isTaken = tokens >= 1;
      buckets.set(name, { tokens: isTaken ? tokens - 1 : tokens, at: time });
      if (buckets.size > MAX_NAMES) buckets.delete(buckets.keys().next().value as string);
      return isTaken;
    },
  };
}
