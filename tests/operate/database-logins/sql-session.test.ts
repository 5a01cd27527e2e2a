import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { KeyAndCertificate } from "../../../operate/certificates/pfx.ts";
import { LoginRefused, openSqlSession } from "../../../operate/database-logins/sql-session.ts";
import { makeQuickly } from "../certificates/made.ts";
import { FakeSqlServer } from "./fake-sql-server.ts";
import { TdsServer } from "./tds-server.ts";

const PASSWORD = "sentinel-of-the-login";
const HOST = "database.example.com";

const sql = new FakeSqlServer();
sql.addLogin("xmadmin", PASSWORD);
sql.addDatabase("SM");

let certificate: KeyAndCertificate;
let other: KeyAndCertificate;
beforeAll(async () => {
  const make = () => makeQuickly({ commonName: HOST, days: 2, hosts: [HOST] }, new Date());
  [certificate, other] = await Promise.all([make(), make()]);
});

let server: TdsServer | undefined;
afterEach(() => server?.stop());

/** Signs in to a server with a certificate for HOST, as the command does: by the server's name, on a port of this machine. */
async function signIn(change: { host?: string; isTrusted?: boolean; encrypts?: boolean; password?: string } = {}) {
  const { host = HOST, isTrusted = true, encrypts = true, password = PASSWORD } = change;
  const at = { host, localHost: "127.0.0.1", localPort: 0 };
  server = new TdsServer({ certificate, encrypts, open: (login) => sql.open(at, login) });
  const ca = [(isTrusted ? certificate : other).certificate.toString()];
  return openSqlSession({ ...at, localPort: await server.start(), ca }, { username: "xmadmin", password, database: "master" });
}

describe("a session with SQL Server", () => {
  it("signs in over TLS, by the name in the certificate, and runs one batch after the other", async () => {
    const session = await signIn();
    expect(await session.run("SELECT N'sm' AS product WHERE DB_ID(N'SM') IS NOT NULL")).toEqual([{ product: "sm" }]);
    expect(await session.run("USE [SM];")).toEqual([]);
    expect(await session.run("SELECT DB_NAME() AS [database], IS_ROLEMEMBER(N'db_owner') AS isOwner")).toEqual([
      { database: "SM", isOwner: 0 },
    ]);
    await expect(session.run("SELEC")).rejects.toThrow("Incorrect syntax near 'SELEC' in SM.");
    await session.close();
    await expect.poll(() => sql.openSessions).toBe(0);
  });

  it.each([
    ["is for another name", { host: "another.example.com" }, "Hostname/IP does not match certificate's altnames"],
    ["is not signed by a known authority", { isTrusted: false }, "self-signed certificate"],
    ["is missing, as the server does not encrypt", { encrypts: false }, "Server did not negotiate encryption"],
  ])("sends no password where the certificate %s", async (_, change, reason) => {
    await expect(signIn(change)).rejects.toThrow(reason);
    expect(server?.logins).toBe(0);
  });

  it("says that the connection broke, and is closed then", async () => {
    const session = await signIn();
    server?.breakConnections();
    await expect(session.run("USE [SM];")).rejects.toThrow();
    await session.close();
  });

  it("tells a refused password from a server that could not be asked", async () => {
    await expect(signIn({ password: "another" })).rejects.toThrow(LoginRefused);
    server?.stop();
    const nobody = { host: HOST, localHost: "127.0.0.1", localPort: 1 };
    await expect(openSqlSession(nobody, { username: "xmadmin", password: PASSWORD, database: "master" })).rejects.toThrow(
      `The SQL Server ${HOST} could not be asked: `,
    );
  });
});
