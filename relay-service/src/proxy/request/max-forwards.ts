import type { ExchangeRequest } from "../exchange-request.ts";

const DIGITS = /^\d{1,9}$/;

/** Whether the client asks the relay itself: an OPTIONS that goes no further (RFC 9110, 7.6.2). */
export function isForRelay({ incoming, opened, sealed }: ExchangeRequest): boolean {
  if (incoming.method !== "OPTIONS") return false;
  const value = sealed ? opened.headers.find(([name]) => name === "max-forwards")?.[1] : incoming.headers["max-forwards"];
  return typeof value === "string" && DIGITS.test(value) && Number(value) === 0;
}

/** The value of a header for the upstream: `max-forwards` of an OPTIONS is one less behind each server, other methods may ignore it. */
export function forwardedValue(method: string | undefined, name: string, value: string): string {
  if (name !== "max-forwards" || method !== "OPTIONS" || !DIGITS.test(value)) return value;
  return `${Math.max(Number(value) - 1, 0)}`;
}
