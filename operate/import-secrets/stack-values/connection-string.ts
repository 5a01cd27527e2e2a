/** A key of a connection string, and where its value stands. */
interface Part {
  readonly key: string;
  /** Without quotes. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

const SERVER = /^(data source|server|address|addr|network address)$/i;
const USER = /^(user id|uid|user)$/i;
const PASSWORD = /^(password|pwd)$/i;

/** "host,port" of a connection string of SQL Server; undefined for a named instance, and without a server. */
export function databaseOf(text: string): string | undefined {
  const [, host, port = "1433"] =
    /^(?:tcp:)?([^,\\]+?)\s*(?:,\s*(\d+))?$/.exec(last(text, SERVER)?.value.toLowerCase() ?? "") ?? [];
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
    databaseOf(text) === server.toLowerCase() ? text : replaced(text, at, `${/^tcp:/i.test(at.value) ? "tcp:" : ""}${server}`);
  const secret = last(moved, PASSWORD);
  return password === undefined || secret === undefined || secret.value === password ? moved : replaced(moved, secret, password);
}

function replaced(text: string, { start, end }: Part, value: string): string {
  const quoted = /[;'"=\s]/.test(value) || value === "" ? `"${value.replaceAll('"', '""')}"` : value;
  return `${text.slice(0, start)}${quoted}${text.slice(end)}`;
}

/** The last one counts, as for .NET, in whichever of its spellings. */
function last(text: string, key: RegExp): Part | undefined {
  return partsOf(text).findLast((part) => key.test(part.key));
}

/** Quotes may hold a ";". */
function partsOf(text: string): Part[] {
  return [...text.matchAll(/([^=;]+)=\s*(?:("(?:[^"]|"")*"|'(?:[^']|'')*')\s*|([^;]*))(?:;|$)/dg)].map((match) => {
    const [, key = "", quoted, plain = ""] = match;
    const [start, end] = match.indices?.[quoted === undefined ? 3 : 2] ?? [0, 0];
    const mark = quoted?.[0] ?? "";
    const value = quoted === undefined ? plain : quoted.slice(1, -1).replaceAll(mark + mark, mark);
    return { key: key.trim(), value: value.trim(), start, end: quoted === undefined ? start + plain.trimEnd().length : end };
  });
}
