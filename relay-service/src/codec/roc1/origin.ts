const ORIGIN = /^https?:\/\/(?:[a-z0-9_.-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?\/?$/i;

/**
 * The comparable form of an origin: `scheme://host[:port]` in lower case, without default port and closing slash. `null` (a
 * sandboxed page) and `node` (no browser) stand for themselves. Undefined for anything else.
 */
export function comparableOrigin(text: string): string | undefined {
  if (text === "null" || text === "node") return text;
  if (!ORIGIN.test(text)) return undefined;
  try {
    return new URL(text).origin;
  } catch {
    return undefined;
  }
}
