import { comparableHost } from "./hosts.ts";

/**
 * An entry of a list that holds for one host of DOMAIN_MAP, or for all. In its text form, `<host>=<value>` or `<host>/<path>` holds for a host
 * in comparable form, and a value alone for all hosts.
 */
interface ScopedEntry {
  readonly host: string | undefined;
  readonly value: string;
}

/** Values with a host contain the separator, and hosts never do. */
const SCOPED_ORIGIN = /^([^=/]*)=(.*)$/s;
const SCOPED_ROUTE = /^([^/]+)(\/.*)$/s;

/** `sm.example.com=https://portal.example.com`, or an origin alone. */
export function scopedOrigin(text: string): ScopedEntry {
  const [, host, value] = SCOPED_ORIGIN.exec(text) ?? [];
  return host === undefined ? { host: undefined, value: text } : { host, value: value as string };
}

/** `sm.example.com/static/*`, or a path alone. */
export function scopedRoute(text: string): ScopedEntry {
  const [, host, value] = SCOPED_ROUTE.exec(text) ?? [];
  return host === undefined ? { host: undefined, value: text } : { host, value: value as string };
}

/** The comparable form of an entry; undefined when its host or its value is not valid. */
export function comparableEntry(
  { host, value }: ScopedEntry,
  separator: "=" | "",
  read: (value: string) => string | undefined,
): string | undefined {
  const own = read(value);
  if (host === undefined || own === undefined) return own;
  const comparable = comparableHost(host);
  return comparable === undefined ? undefined : `${comparable}${separator}${own}`;
}

/** The values that hold for a host; those that hold for all hosts when it is undefined. */
export function valuesFor(host: string | undefined, entries: readonly ScopedEntry[]): string[] {
  return entries.filter((entry) => entry.host === undefined || entry.host === host).map(({ value }) => value);
}
