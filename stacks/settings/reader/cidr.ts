/** An IPv4 network, as the first and the last of its addresses read as numbers. */
export interface Cidr {
  readonly first: number;
  readonly last: number;
  /** Length of the prefix, 0 to 32. */
  readonly bits: number;
}

const octet = "(0|[1-9]\\d{0,2})";
const form = new RegExp(`^${octet}\\.${octet}\\.${octet}\\.${octet}/(0|[1-9]\\d?)$`);

/** Nothing when the text is no network in its plain form: AWS refuses "10.0.0.1/16", which has host bits set. */
export function parseCidr(text: string): Cidr | undefined {
  const match = form.exec(text);
  if (!match) return undefined;
  const octets = match.slice(1, 5).map(Number);
  const bits = Number(match[5]);
  if (bits > 32 || octets.some((part) => part > 255)) return undefined;
  const first = octets.reduce((sum, part) => sum * 256 + part, 0);
  const size = 2 ** (32 - bits);
  return first % size === 0 ? { first, last: first + size - 1, bits } : undefined;
}

export function cidrsOverlap(a: Cidr, b: Cidr): boolean {
  return a.first <= b.last && b.first <= a.last;
}

const privateRanges = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"];

/** True for a network that lies in one of the private ranges of RFC 1918. */
export function isPrivate(cidr: Cidr): boolean {
  return privateRanges.some((text) => {
    const range = parseCidr(text);
    return range !== undefined && range.first <= cidr.first && cidr.last <= range.last;
  });
}

/** A range so wide that it means everybody: two halves of the internet are no allow-list. */
export const isEverybody = (cidrBlock: string) => Number(cidrBlock.split("/")[1]) < 8;
