/**
 * Decodes base64url without padding (RFC 4648, section 5), and only its one canonical spelling: two texts that decode to the
 * same bytes would be two spellings of one authenticated value. Gives undefined for anything else.
 */
export function fromBase64url(text: string, length?: number): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  if (length !== undefined && bytes.length !== length) return undefined;
  return bytes.toString("base64url") === text ? bytes : undefined;
}
