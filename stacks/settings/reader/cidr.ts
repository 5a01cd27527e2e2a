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

/** Ranges that no packet from the internet comes from: private, shared by carriers, loopback, link-local, multicast. */
const notPublic = ["0.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", ...privateRanges];

/**
 * True for a range of more than a million public addresses (a /12), which is no allow-list. The policy pack says the same of such a range
 * (`infra/policy/read/network/ranges.ts`), in code of its own: a mistake here must not blind it.
 */
export function isEverybody(cidrBlock: string): boolean {
  const range = parseCidr(cidrBlock);
  if (range === undefined) return false;
  const hidden = notPublic.reduce((sum, text) => sum + shared(range, parseCidr(text)), 0);
  return range.last - range.first + 1 - hidden > 2 ** 20;
}

/** How many addresses are in both networks. */
function shared(a: Cidr, b: Cidr | undefined): number {
  return b === undefined ? 0 : Math.max(0, Math.min(a.last, b.last) - Math.max(a.first, b.first) + 1);
}
