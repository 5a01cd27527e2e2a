/** A token bucket for each name, in bounded memory. */
export interface RateLimit {
  /** Takes one token; false when there is none left. */
  take(name: string): boolean;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** More names than this, and the one that was seen longest ago is forgotten: its bucket is most likely full again. */
const MAX_NAMES = 50_000;

/** `perSecond` tokens come in a second, and at most `burst` are kept. */
export function createRateLimit(options: { perSecond: number; burst: number; now: () => number }): RateLimit {
  const { perSecond, burst, now } = options;
  const buckets = new Map<string, Bucket>();
  return {
    take: (name) => {
      const time = now();
      const known = buckets.get(name);
      const tokens = known === undefined ? burst : Math.min(burst, known.tokens + ((time - known.at) / 1000) * perSecond);
      // Put last, so that the first is always the one seen longest ago.
      buckets.delete(name);
      const taken = tokens >= 1;
      buckets.set(name, { tokens: taken ? tokens - 1 : tokens, at: time });
      if (buckets.size > MAX_NAMES) buckets.delete(buckets.keys().next().value as string);
      return taken;
    },
  };
}
