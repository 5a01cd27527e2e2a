import { PASSWORD, type Part, partsOf, quotedValue, serverOf, USER } from "../import-secrets/stack-values/connection-string.ts";

const DATABASE = /^(initial catalog|database)$/i;
const WINDOWS_LOGIN = /^(integrated security|trusted_connection)$/i;

/** A connection string of .NET for SQL Server, and whose login it has. Of two entries with the same meaning the last one counts. */
export class ConnectionString {
  /** "host,port" in lower case; undefined without a server, or with an instance's name. */
  readonly server: string | undefined;
  readonly #parts: readonly Part[];

  constructor(text: string) {
    this.server = serverOf(text);
    this.#parts = partsOf(text);
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
    const others = this.#parts.filter(({ key }) => !USER.test(key) && !PASSWORD.test(key)).map(({ text }) => text);
    return `${[...others, `User ID=${quotedValue(login)}`, `Password=${quotedValue(password)}`].join(";")};`;
  }

  #last(key: RegExp): string | undefined {
    return this.#parts.findLast((part) => key.test(part.key))?.value;
  }
}
