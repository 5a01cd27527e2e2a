/**
 * Decodes base64url without padding (RFC 4648, section 5), and only its canonical form: otherwise two
 * texts could represent the same authenticated value. Returns undefined for anything else.
 */
export function fromBase64url(text: string, length?: number): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  if (length !== undefined && bytes.length !== length) return undefined;
  return bytes.toString("base64url") === text ? bytes : undefined;
}
