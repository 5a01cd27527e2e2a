/**
 * The value of a JSON text; undefined if it is none. A text that gives an object one key twice is none either: `JSON.parse` takes the
 * last value, and nobody knows which one AWS takes.
 */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return countOfKeys(text) === countOfEntries(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** In valid JSON, a text before a colon is a key. */
function countOfKeys(text: string): number {
  return text.match(/"(?:[^"\\]|\\.)*"\s*:?/g)?.filter((token) => token.endsWith(":")).length ?? 0;
}

function countOfEntries(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? 0 : Object.keys(value).length;
  return Object.values(value).reduce((sum: number, inner) => sum + countOfEntries(inner), own);
}
