/** One "key=value" of a connection string. */
interface Entry {
  /** As it is written, without the ";". */
  readonly text: string;
  /** Lower case. */
  readonly key: string;
  /** Without the quotes around it. */
  readonly value: string;
}

const USER = ["user id", "uid", "user"];
const PASSWORD = ["password", "pwd"];
const SERVER = ["data source", "server", "address", "addr", "network address"];
const DATABASE = ["initial catalog", "database"];
const WINDOWS_LOGIN = ["integrated security", "trusted_connection"];

/** A connection string of .NET for SQL Server. Of two entries with the same meaning the last one counts. */
export class ConnectionString {
  readonly #entries: readonly Entry[];

  constructor(text: string) {
    const entries = text.matchAll(/([^=;]+)=\s*(?:("(?:[^"]|"")*"|'(?:[^']|'')*')\s*|([^;]*))(?:;|$)/g);
    this.#entries = [...entries].map(([whole, key = "", quoted, plain = ""]) => ({
      text: whole.replace(/;$/, "").trim(),
      key: key.trim().toLowerCase(),
      value: quoted === undefined ? plain.trim() : unquoted(quoted),
    }));
  }

  /** "host,port" in lower case; undefined without a server, or with an instance's name. */
  get server(): string | undefined {
    const [, host, port = "1433"] = /^(?:tcp:)?([^,\\]+?)\s*(?:,\s*(\d+))?$/i.exec(this.#last(SERVER) ?? "") ?? [];
    return host === undefined ? undefined : `${host},${port}`.toLowerCase();
  }

  get database(): string | undefined {
    return this.#last(DATABASE);
  }

  /** Whether it signs in with a login of Windows in place of SQL Server's. */
  get usesWindowsLogin(): boolean {
    return /^(true|yes|sspi)$/i.test(this.#last(WINDOWS_LOGIN) ?? "");
  }

  /** Whether it signs in with this login and this password. */
  signsInWith(login: string, password: string): boolean {
    return this.#last(USER) === login && this.#last(PASSWORD) === password;
  }

  /** The same with another login. All other entries stay as they are written. */
  withLogin(login: string, password: string): string {
    const others = this.#entries.filter(({ key }) => ![...USER, ...PASSWORD].includes(key)).map(({ text }) => text);
    return `${[...others, `User ID=${quoted(login)}`, `Password=${quoted(password)}`].join(";")};`;
  }

  #last(keys: readonly string[]): string | undefined {
    return this.#entries.findLast(({ key }) => keys.includes(key))?.value;
  }
}

function unquoted(text: string): string {
  const quote = text[0] ?? "";
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

/** In quotes where something in it would end it. */
function quoted(value: string): string {
  return /^\w+$/.test(value) ? value : `"${value.replaceAll('"', '""')}"`;
}
