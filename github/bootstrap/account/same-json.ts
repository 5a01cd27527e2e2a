/** Whether two documents say the same, whatever the order of keys and of lists, and whether a single value stands in a list. */
export function sameJson(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    const items = value.map(canonical).sort();
    return items.length === 1 ? (items[0] ?? "") : `[${items.join()}]`;
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return `{${entries
      .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
      .sort()
      .join()}}`;
  }
  return JSON.stringify(value) ?? "";
}

/** A policy document as AWS returns it: JSON, which IAM percent-encodes. Undefined for what is none. */
export function decodedPolicy(text = ""): unknown {
  try {
    return JSON.parse(text.startsWith("%") ? decodeURIComponent(text) : text);
  } catch {
    return undefined;
  }
}
