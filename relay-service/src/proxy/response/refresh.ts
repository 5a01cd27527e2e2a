/** A `refresh` with a place, taken apart: `before` and `after` put around the place give the whole value. */
export interface Refresh {
  readonly before: string;
  readonly place: string;
  readonly after: string;
}

const DELAY = /[\d.]/;
const BLANK = /[\t\n\f\r ]/;
const QUOTE = /["']/;

/**
 * Reads the value of `refresh` as browsers do (HTML, "shared declarative refresh steps"). Undefined where it names no place. One look at
 * each character: a pattern for all of it takes seconds for some values, and the event loop waits.
 */
export function readRefresh(value: string): Refresh | undefined {
  const { length } = value;
  let at = skip(value, 0, BLANK);
  const delay = at;
  at = skip(value, at, DELAY);
  // A blank alone separates the place from the delay as well.
  if (at === delay || at === length || !/[;,\t\n\f\r ]/.test(value[at] as string)) return undefined;
  at = skip(value, at, BLANK);
  if (value[at] === ";" || value[at] === ",") at = skip(value, at + 1, BLANK);
  at = afterName(value, at);
  const quote = QUOTE.test(value[at] ?? "") ? value[at] : undefined;
  if (quote !== undefined) at += 1;
  const close = quote === undefined ? -1 : value.indexOf(quote, at);
  const rest = close < 0 ? value.slice(at) : value.slice(at, close);
  const place = rest.trim();
  if (place === "") return undefined;
  const start = at + rest.indexOf(place[0] as string);
  return { before: value.slice(0, start), place, after: value.slice(start + place.length) };
}

/** The position after `url =` and its blanks; `at` where that is not there, as then the place itself begins there. */
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
