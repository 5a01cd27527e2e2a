import type { Header } from "./header.ts";

/** The value of a header, with all its lines joined by commas (RFC 9110, 5.2). Undefined when the header is missing. */
export function fieldValue(headers: readonly Header[], name: string): string | undefined {
  let value: string | undefined;
  for (const [other, line] of headers) if (other === name) value = value === undefined ? line : `${value}, ${line}`;
  return value;
}
