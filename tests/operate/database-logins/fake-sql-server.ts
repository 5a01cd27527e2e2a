import {
  LoginRefused,
  type SqlLogin,
  type SqlServerAddress,
  type SqlSession,
} from "../../../operate/database-logins/sql-session.ts";

interface Login {
  password: string;
  readonly serverRoles: Set<string>;
}

/**
 * SQL Server as far as the command's T-SQL goes: it carries out the statements that it knows, and refuses all others. It proves the order and the
 * effect of the statements, and not that a real server takes them.
 */
export class FakeSqlServer {
  readonly logins = new Map<string, Login>();
  /** By name: users, the login of each, and whether it owns the database. */
  readonly databases = new Map<string, Map<string, { login: string; isOwner: boolean }>>();
  /** Batches of the master login. */
  readonly batches: string[] = [];
  readonly addresses: SqlServerAddress[] = [];
  /** Refuses a batch: the server's words. */
  refuse: (batch: string) => string | undefined = () => undefined;
  openSessions = 0;

  readonly open = async (address: SqlServerAddress, { username, password, database }: SqlLogin): Promise<SqlSession> => {
    this.addresses.push(address);
    const login = this.logins.get(username);
    if (login?.password !== password) throw new LoginRefused(`Login failed for user '${username}'.`);
    this.openSessions++;
    let current = database;
    return {
      run: async (batch) => {
        if (batch.startsWith("SELECT DB_NAME()"))
          return [{ database: current, isOwner: this.databases.get(current)?.get(username)?.isOwner ? 1 : 0 }];
        this.batches.push(batch);
        const refusal = this.refuse(batch);
        if (refusal !== undefined) throw new Error(refusal);
        const use = /^USE \[(.+)\];$/.exec(batch)?.[1];
        if (use !== undefined) {
          if (use !== "master" && !this.databases.has(use)) throw new Error(`Database '${use}' does not exist.`);
          current = use;
          return [];
        }
        return this.#run(batch, current);
      },
      close: async () => void this.openSessions--,
    };
  };

  /** Adds a login with these server roles. */
  addLogin(name: string, password: string, ...serverRoles: string[]): void {
    this.logins.set(name, { password, serverRoles: new Set(serverRoles) });
  }

  /** Adds a database, with users that have these logins. */
  addDatabase(name: string, users: Readonly<Record<string, string>> = {}): void {
    this.databases.set(name, new Map(Object.entries(users).map(([user, login]) => [user, { login, isOwner: false }])));
  }

  #run(batch: string, database: string): Readonly<Record<string, unknown>>[] {
    const users = this.databases.get(database);
    if (batch.includes("AS product"))
      return [...batch.matchAll(/SELECT N'(\w+)' AS product WHERE DB_ID\(N'([^']+)'\)/g)]
        .filter(([, , name = ""]) => this.databases.has(name))
        .map(([, product]) => ({ product }));
    const exists = /^SELECT CASE WHEN SUSER_ID\(N'(\w+)'\)/.exec(batch)?.[1];
    if (exists !== undefined) return [{ found: this.logins.has(exists) ? 1 : 0 }];
    const created = /^CREATE LOGIN \[(\w+)\] WITH PASSWORD = N'(\w+)', DEFAULT_DATABASE = \[[^\]]+\], CHECK_POLICY = ON/.exec(
      batch,
    );
    if (created?.[1] !== undefined) {
      if (this.logins.has(created[1])) throw new Error("The server principal already exists.");
      this.addLogin(created[1], created[2] ?? "");
      return [];
    }
    const altered = /^ALTER LOGIN \[(\w+)\] WITH PASSWORD = N'(\w+)';$/.exec(batch);
    if (altered?.[1] !== undefined) {
      const login = this.logins.get(altered[1]);
      if (login === undefined) throw new Error("Cannot alter the login: it does not exist.");
      login.password = altered[2] ?? "";
      return [];
    }
    const left = /ALTER SERVER ROLE[\s\S]*WHERE l\.name = N'(\w+)';\nEXEC \(@leave\);$/.exec(batch)?.[1];
    if (left !== undefined) {
      this.logins.get(left)?.serverRoles.clear();
      return [];
    }
    const [, name, owner, user, login] =
      /^IF DB_ID\(\) = DB_ID\(N'([^']+)'\)\nBEGIN\n {2}IF DATABASE_PRINCIPAL_ID\(N'(\w+)'\) IS NULL CREATE USER \[\2\] FOR LOGIN \[\2\];\n {2}ELSE ALTER USER \[(\w+)\] WITH LOGIN = \[(\w+)\];\n {2}ALTER ROLE \[db_owner\] ADD MEMBER \[\2\];\nEND;$/.exec(
        batch,
      ) ?? [];
    if (owner !== undefined && user === owner && login === owner) {
      if (name === database) users?.set(owner, { login: owner, isOwner: true });
      return [];
    }
    throw new Error(`Incorrect syntax near '${batch.slice(0, 40)}' in ${database}.`);
  }
}
