/** Base64url without padding. */
export function toBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

/** The bytes of a canonical base64url text of `length` bytes (any, when left out). Throws on every other text. */
export function fromBase64url(text: unknown, length?: number): Buffer {
  if (typeof text !== "string") throw new Error("not a base64url text");
  const bytes = Buffer.from(text, "base64url");
  if (bytes.toString("base64url") !== text) throw new Error("not canonical base64url");
  if (length !== undefined && bytes.length !== length) throw new Error(`${bytes.length} bytes instead of ${length}`);
  return bytes;
}
