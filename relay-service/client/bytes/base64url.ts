/** Encodes bytes as base64url without padding (RFC 4648, section 5). */
export function toBase64url(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/**
 * Decodes base64url without padding, and only its one canonical spelling: two texts that decode to the same bytes would be two
 * spellings of one authenticated value. Gives undefined for anything else, or for another number of bytes than `length`.
 */
export function fromBase64url(text: unknown, length?: number): Uint8Array<ArrayBuffer> | undefined {
  if (typeof text !== "string" || !/^[\w-]*$/.test(text) || text.length % 4 === 1) return undefined;
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  return (length === undefined || bytes.length === length) && toBase64url(bytes) === text ? bytes : undefined;
}
