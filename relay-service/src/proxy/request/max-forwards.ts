import type { ExchangeRequest } from "../exchange-request.ts";

const DIGITS = /^\d{1,9}$/;

/** Whether a request is for the relay itself: an OPTIONS with `max-forwards: 0` (RFC 9110, 7.6.2). */
export function isForRelay({ incoming, opened, isSealed }: ExchangeRequest): boolean {
  if (incoming.method !== "OPTIONS") return false;
  const value = isSealed ? opened.headers.find(([name]) => name === "max-forwards")?.[1] : incoming.headers["max-forwards"];
  return typeof value === "string" && DIGITS.test(value) && Number(value) === 0;
}

/** The value of a header for the upstream. Each server decrements the `max-forwards` of an OPTIONS; for other methods it may be ignored. */
export function decrementedMaxForwards(method: string | undefined, name: string, value: string): string {
  if (name !== "max-forwards" || method !== "OPTIONS" || !DIGITS.test(value)) return value;
  return `${Math.max(Number(value) - 1, 0)}`;
}
