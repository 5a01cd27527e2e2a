/** A key of a connection string, and where its value stands. */
export interface Part {
  /** As it is written, without the ";". */
  readonly text: string;
  readonly key: string;
  /** Without quotes. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const SERVER = /^(data source|server|address|addr|network address)$/i;
export const USER = /^(user id|uid|user)$/i;
export const PASSWORD = /^(password|pwd)$/i;

/** "host,port" of a connection string of SQL Server; undefined for a named instance, and without a server. */
export function serverOf(text: string): string | undefined {
  const [, host, port = "1433"] =
    /^(?:tcp:)?([^,\\]+?)\s*(?:,\s*(\d+))?$/.exec(last(text, SERVER)?.value.trim().toLowerCase() ?? "") ?? [];
  return host === undefined ? undefined : `${host},${port}`;
}

/** The login, in lower case, as SQL Server compares it by default. */
export function loginOf(text: string): string | undefined {
  return last(text, USER)?.value.toLowerCase();
}

/**
 * The same connection string for another server, with another password where there is one. All else stays as it is written: database, login, options.
 *
 * @returns undefined for a text that names no server
 */
export function withServer(
  text: string,
  { server, password }: { server: string; password: string | undefined },
): string | undefined {
  const at = last(text, SERVER);
  if (at === undefined) return undefined;
  const moved =
    serverOf(text) === server.toLowerCase() ? text : replaced(text, at, `${/^tcp:/i.test(at.value) ? "tcp:" : ""}${server}`);
  const secret = last(moved, PASSWORD);
  return password === undefined || secret === undefined || secret.value === password ? moved : replaced(moved, secret, password);
}

/** In quotes where something in it would end it. */
export function quotedValue(value: string): string {
  return /[;'"=\s]/.test(value) || value === "" ? `"${value.replaceAll('"', '""')}"` : value;
}

function replaced(text: string, { start, end }: Part, value: string): string {
  return `${text.slice(0, start)}${quotedValue(value)}${text.slice(end)}`;
}

/** The last one counts, as for .NET, in whichever of its spellings. */
function last(text: string, key: RegExp): Part | undefined {
  return partsOf(text).findLast((part) => key.test(part.key));
}

/** Quotes may hold a ";". */
export function partsOf(text: string): Part[] {
  return [...text.matchAll(/([^=;]+)=\s*(?:("(?:[^"]|"")*"|'(?:[^']|'')*')\s*|([^;]*))(?:;|$)/dg)].map((match) => {
    const [whole, key = "", quoted, plain = ""] = match;
    const [start, end] = match.indices?.[quoted === undefined ? 3 : 2] ?? [0, 0];
    const mark = quoted?.[0] ?? "";
    // .NET keeps the spaces inside of quotes.
    const value = quoted === undefined ? plain.trim() : quoted.slice(1, -1).replaceAll(mark + mark, mark);
    const text = whole.replace(/;$/, "").trim();
    return {
      text,
      key: key.trim(),
      value,
      start,
      end: quoted === undefined ? start + plain.trimEnd().length : end,
    };
  });
}
