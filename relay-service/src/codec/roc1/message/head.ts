import type { Header } from "../../../http/header.ts";
import { isFieldValue, isToken } from "../../../http/syntax.ts";

/** The content of a request's sealed head. */
export interface RequestHead {
  readonly headers: readonly Header[];
  /** The url, if it is sealed in the head. */
  readonly url: string | undefined;
}

/** Reads an opened head, JSON `{"h":[[name,value],...],"u":"..."}`. Returns undefined for anything else. */
export function readHead(text: string): RequestHead | undefined {
  const json = parse(text);
  if (typeof json !== "object" || json === null) return undefined;
  const { h, u } = json as { h?: unknown; u?: unknown };
  if (!Array.isArray(h) || (u !== undefined && typeof u !== "string")) return undefined;
  const headers: Header[] = [];
  for (const line of h) {
    if (!Array.isArray(line) || line.length !== 2) return undefined;
    const [name, value] = line;
    if (typeof name !== "string" || typeof value !== "string" || !isToken(name) || !isFieldValue(value)) return undefined;
    headers.push([name.toLowerCase(), value]);
  }
  return { headers, url: u };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
