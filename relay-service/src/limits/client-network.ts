import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Prefixes behind which an IPv4 address stands in the last 32 bits, and their length. */
const HOLDING_IPV4: readonly (readonly [prefix: ipaddr.IPv6, bits: number])[] = [
  // The IPv4 internet as a client behind NAT64 sees it (RFC 6052).
  [ipaddr.IPv6.parse("64:ff9b::"), 96],
  // The same for a translator's own prefix, a /96 of this one (RFC 8215).
  [ipaddr.IPv6.parse("64:ff9b:1::"), 48],
  // SIIT (RFC 2765, 2.1).
  [ipaddr.IPv6.parse("::ffff:0:0:0"), 96],
];

/** An address without the form in which an IPv6 socket shows an IPv4 one (`::ffff:192.0.2.1`). Undefined for what is no address. */
export function plainAddress(text: string): string | undefined {
  const family = isIP(text);
  if (family !== 6) return family === 4 ? text : undefined;
  const address = ipaddr.IPv6.parse(withoutZone(text));
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : withoutZone(text);
}

/** The interface behind a link-local address (`fe80::1%eth0`, RFC 4007) is a name of this machine's and says nothing of the client. */
function withoutZone(address: string): string {
  const zone = address.indexOf("%");
  return zone < 0 ? address : address.slice(0, zone);
}

/**
 * What limits that clients share are counted by, as one customer has all of it: an IPv4 address, also where an IPv6 form holds one
 * (mapped, NAT64, SIIT), or the /64 of an IPv6 address. What is no address is a network of its own.
 */
export function clientNetwork(address: string): string {
  if (isIP(address) !== 6) return address;
  const parsed = ipaddr.IPv6.parse(withoutZone(address));
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().toString();
  if (HOLDING_IPV4.some(([prefix, bits]) => parsed.match(prefix, bits)))
    return new ipaddr.IPv4(parsed.toByteArray().slice(12)).toString();
  return `${parsed.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(":")}::/64`;
}
