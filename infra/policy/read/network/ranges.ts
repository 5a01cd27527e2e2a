// Address ranges as numbers. AWS and people write the same range in many ways, and several ranges together may be everybody.

/** All addresses from `first` to `last`, of IPv4 or IPv6. */
interface Range {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
}

/** More public addresses than these are everybody: a /12 of IPv4, a /28 of IPv6. No organisation's list is as long. */
const MOST_ADDRESSES = { 32: 2n ** 20n, 128: 2n ** 100n } as const;

/** IPv4 addresses in IPv6 form: "::ffff:0.0.0.0". */
const MAPPED = 0xffffn << 32n;

/** Addresses that no packet from the internet has: private (RFC 1918, RFC 6598, RFC 4193), link-local, loopback, multicast. */
const NOT_PUBLIC = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "224.0.0.0/3",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
  "ff00::/8",
].flatMap((text) => parseRange(text) ?? []);

/**
 * True if the ranges together have so many public addresses that they mean everybody. A text that is no range counts as everybody,
 * as nobody knows what it allows.
 */
export function isEverybody(ranges: readonly string[]): boolean {
  const parsed = ranges.map(parseRange);
  return parsed.includes(undefined) || ([32, 128] as const).some((bits) => publicAddresses(parsed, bits) > MOST_ADDRESSES[bits]);
}

function publicAddresses(ranges: readonly (Range | undefined)[], bits: 32 | 128): bigint {
  const allowed = union(ranges.filter((range) => range?.bits === bits) as Range[]);
  const hidden = NOT_PUBLIC.filter((range) => range.bits === bits);
  return allowed.reduce((sum, range) => sum + size(range) - hidden.reduce((all, other) => all + overlap(range, other), 0n), 0n);
}

/** The same addresses as ranges that do not overlap. All are of one family. */
function union(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const range of [...ranges].sort((a, b) => (a.first < b.first ? -1 : 1))) {
    const previous = merged.at(-1);
    if (previous === undefined || range.first > previous.last + 1n) merged.push(range);
    else if (range.last > previous.last) merged[merged.length - 1] = { ...previous, last: range.last };
  }
  return merged;
}

const size = ({ first, last }: Range) => last - first + 1n;

function overlap(a: Range, b: Range): bigint {
  const first = a.first > b.first ? a.first : b.first;
  const last = a.last < b.last ? a.last : b.last;
  return last < first ? 0n : last - first + 1n;
}

/** True if every address of `inner` is in `outer`. */
export function contains(outer: string, inner: string): boolean {
  const [a, b] = [parseRange(outer), parseRange(inner)];
  return a !== undefined && b !== undefined && a.bits === b.bits && overlap(a, b) === size(b);
}

/** A range in any notation that a parser of addresses takes; undefined for any other text. */
export function parseRange(text: string): Range | undefined {
  const [address = "", length, ...rest] = text.trim().toLowerCase().split("/");
  if (rest.length > 0) return undefined;
  const number = address.includes(":") ? ipv6(address) : ipv4(address);
  if (number === undefined) return undefined;
  const bits = address.includes(":") ? 128 : 32;
  const prefix = length === undefined ? bits : prefixLength(length, bits);
  if (prefix === undefined) return undefined;
  if (bits === 128 && prefix >= 96 && number >> 32n === MAPPED >> 32n) return block(number & 0xffffffffn, prefix - 96, 32);
  return block(number, prefix, bits);
}

function block(address: bigint, prefix: number, bits: 32 | 128): Range {
  const host = BigInt(bits - prefix);
  const first = (address >> host) << host;
  return { bits, first, last: first + (1n << host) - 1n };
}

/** "8", "08", or a mask such as "255.0.0.0". */
function prefixLength(text: string, bits: number): number | undefined {
  if (/^\d{1,4}$/.test(text)) return Number(text) <= bits ? Number(text) : undefined;
  const mask = bits === 32 ? ipv4(text)?.toString(2).padStart(32, "0") : undefined;
  return mask !== undefined && /^1*0*$/.test(mask) ? mask.replace(/0*$/, "").length : undefined;
}

/** Four numbers, or fewer, of which the last fills the rest, as `inet_aton` reads it: "10.1" is 10.0.0.1. */
function ipv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length > 4 || !parts.every((part) => /^(\d{1,10}|0x[\da-f]{1,8})$/.test(part))) return undefined;
  const numbers = parts.map((part) => BigInt(part));
  const last = numbers.pop() ?? 0n;
  const rest = BigInt(8 * (4 - numbers.length));
  if (numbers.some((number) => number > 255n) || last >= 1n << rest) return undefined;
  return (numbers.reduce((sum, number) => (sum << 8n) | number, 0n) << rest) | last;
}

function ipv6(text: string): bigint | undefined {
  const [head = "", tail, ...rest] = withoutIpv4Tail(text.replace(/%.*$/, "")).split("::");
  if (rest.length > 0) return undefined;
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const missing = 8 - before.length - after.length;
  if (tail === undefined ? missing !== 0 : missing < 0) return undefined;
  const groups = [...before, ...Array.from({ length: missing }, () => "0"), ...after];
  if (!groups.every((group) => /^[\da-f]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
}

/** "::ffff:192.0.2.1" is "::ffff:c000:201". */
function withoutIpv4Tail(text: string): string {
  return text.replace(/(\d+\.\d+\.\d+\.\d+)$/, (address) => {
    const number = ipv4(address);
    return number === undefined ? "x" : `${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`;
  });
}
