/** A parsed `refresh` header with a URI. The whole value is `before + uri + after`. */
export interface Refresh {
  readonly before: string;
  readonly uri: string;
  readonly after: string;
}

const DELAY = /[\d.]/;
const BLANK = /[\t\n\f\r ]/;
const QUOTE = /["']/;

/**
 * Parses the value of `refresh` as browsers do (HTML, "shared declarative refresh steps"). Undefined when it contains no URI. It looks at each
 * character once. One regular expression for all of it would take seconds for some values and block the event loop.
 */
export function readRefresh(value: string): Refresh | undefined {
  const { length } = value;
  let at = skip(value, 0, BLANK);
  const delay = at;
  at = skip(value, at, DELAY);
  // A blank alone may also separate the delay from the URI.
  if (at === delay || at === length || !/[;,\t\n\f\r ]/.test(value[at] as string)) return undefined;
  at = skip(value, at, BLANK);
  if (value[at] === ";" || value[at] === ",") at = skip(value, at + 1, BLANK);
  at = afterName(value, at);
  const quote = QUOTE.test(value[at] ?? "") ? value[at] : undefined;
  if (quote !== undefined) at += 1;
  const close = quote === undefined ? -1 : value.indexOf(quote, at);
  const rest = close < 0 ? value.slice(at) : value.slice(at, close);
  const uri = rest.trim();
  if (uri === "") return undefined;
  const start = at + rest.indexOf(uri[0] as string);
  return { before: value.slice(0, start), uri, after: value.slice(start + uri.length) };
}

/** The position after `url =` and blanks. If there is no `url =`, the URI begins at `at`. */
function afterName(value: string, at: number): number {
  if (value.slice(at, at + 3).toLowerCase() !== "url") return at;
  const equals = skip(value, at + 3, BLANK);
  return value[equals] === "=" ? skip(value, equals + 1, BLANK) : at;
}

function skip(value: string, from: number, kind: RegExp): number {
  let at = from;
  while (at < value.length && kind.test(value[at] as string)) at += 1;
  return at;
}
