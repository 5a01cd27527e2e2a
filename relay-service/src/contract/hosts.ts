/** Labels of letters, digits and hyphens. The last one is not a number, because that would be an address (RFC 1123, 2.1). */
const HOST_NAME = /^(?:[a-z\d_](?:[a-z\d_-]{0,61}[a-z\d_])?\.)*(?=[^.]*[a-z])[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?$/i;
/** A name, an IPv4 address or an IPv6 address in brackets; then perhaps a trailing dot, and a port. */
const HOST_AND_PORT = /^(?:\[([\da-f:.]+)\]|([\w.-]+?)\.?)(?::(\d{1,5}))?$/i;
const MAX_NAME_LENGTH = 253;
const MAX_PORT = 65_535;
/** Without these ports, because behind a load balancer a relay does not know the scheme that clients use. */
const DEFAULT_PORTS = [80, 443];

export function isHostName(text: string): boolean {
  return text.length <= MAX_NAME_LENGTH && HOST_NAME.test(text);
}

export function isAddress(text: string): boolean {
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text))
    return text.split(".").every((part) => Number(part) <= 255 && part === `${Number(part)}`);
  return /^[\da-f:.]*:[\da-f:.]*$/i.test(text) && URL.canParse(`http://[${text}]`);
}

/**
 * The comparable form of `host[:port]`, as in a `Host` header: in lower case, without trailing dot, without the ports 80 and 443, and IPv6
 * addresses in their shortest spelling. Undefined for any other text.
 */
export function comparableHost(text: string): string | undefined {
  const [, address, name, port] = HOST_AND_PORT.exec(text) ?? [];
  if (port !== undefined && (Number(port) > MAX_PORT || Number(port) === 0)) return undefined;
  const host = address === undefined ? comparableName(name ?? "") : comparableAddress(address);
  if (host === undefined || port === undefined || DEFAULT_PORTS.includes(Number(port))) return host;
  return `${host}:${Number(port)}`;
}

function comparableName(name: string): string | undefined {
  return isHostName(name) || isAddress(name) ? name.toLowerCase() : undefined;
}

function comparableAddress(address: string): string | undefined {
  return isAddress(address) && address.includes(":") ? new URL(`http://[${address}]`).hostname : undefined;
}
