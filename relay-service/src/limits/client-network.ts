import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** IPv6 prefixes that embed an IPv4 address in the last 32 bits, and their lengths. */
const EMBEDDING_IPV4: readonly (readonly [prefix: ipaddr.IPv6, bits: number])[] = [
  // NAT64, well-known prefix (RFC 6052).
  [ipaddr.IPv6.parse("64:ff9b::"), 96],
  // NAT64, local prefixes: each translator uses a /96 of this one (RFC 8215).
  [ipaddr.IPv6.parse("64:ff9b:1::"), 48],
  // SIIT (RFC 2765, 2.1).
  [ipaddr.IPv6.parse("::ffff:0:0:0"), 96],
];

/** An address in its usual form: an IPv4-mapped address (`::ffff:192.0.2.1`) becomes the IPv4 address. Undefined when `text` is no address. */
export function plainAddress(text: string): string | undefined {
  const family = isIP(text);
  if (family !== 6) return family === 4 ? text : undefined;
  const address = ipaddr.IPv6.parse(withoutZone(text));
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : withoutZone(text);
}

/** The zone of a link-local address (`fe80::1%eth0`, RFC 4007) names an interface of this machine and says nothing about the client. */
function withoutZone(address: string): string {
  const zone = address.indexOf("%");
  return zone < 0 ? address : address.slice(0, zone);
}

/**
 * The client network of an address. Limits that clients share are counted by it, because one customer usually has all of it: an IPv4
 * address, also one that an IPv6 address embeds (mapped, NAT64, SIIT), or the /64 of an IPv6 address. Any other text is a network of its
 * own.
 */
export function clientNetwork(address: string): string {
  if (isIP(address) !== 6) return address;
  const parsed = ipaddr.IPv6.parse(withoutZone(address));
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString();
  if (EMBEDDING_IPV4.some(([prefix, bits]) => parsed.match(prefix, bits)))
    return new ipaddr.IPv4(parsed.toByteArray().slice(12)).toString();
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":")}::/64`;
}
