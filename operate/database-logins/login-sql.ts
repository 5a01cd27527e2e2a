import type { ProductLogin } from "./product-login.ts";
import { identifier, literal } from "./quote.ts";

/** Gives a row for each product whose database exists. */
export function existingDatabases(logins: readonly Pick<ProductLogin, "product" | "database">[]): string {
  return logins
    .map(({ product, database }) => `SELECT ${literal(product)} AS product WHERE DB_ID(${literal(database)}) IS NOT NULL`)
    .join("\nUNION ALL\n");
}

/** Gives one row: whether the login exists. */
export function loginExists({ login }: Pick<ProductLogin, "login">): string {
  return `SELECT CASE WHEN SUSER_ID(${literal(login)}) IS NULL THEN 0 ELSE 1 END AS found`;
}

/** Gives one row, asked by the login itself: the database that it came to, and whether it owns it. */
export const WHO_AM_I = "SELECT DB_NAME() AS [database], IS_ROLEMEMBER(N'db_owner') AS isOwner";

/**
 * Makes the login, or gives it another password. The password's policy is that of Windows, without an end: nobody could change it in time.
 *
 * @param password as it is in T-SQL: a literal
 */
export function setPassword(action: "create" | "alter", { login, database }: ProductLogin, password: string): string {
  const name = identifier(login);
  if (action === "alter") return `ALTER LOGIN ${name} WITH PASSWORD = ${password};`;
  return `CREATE LOGIN ${name} WITH PASSWORD = ${password}, DEFAULT_DATABASE = ${identifier(database)}, CHECK_POLICY = ON, CHECK_EXPIRATION = OFF;`;
}

/**
 * What the login may do: all in its own database, and nothing on the server. It may be run again. A database that was restored from another server
 * has a user for a login that is not there: it is given to this one.
 */
export function grants({ login, database }: ProductLogin): string[] {
  const [name, text] = [identifier(login), literal(login)];
  return [
    "USE [master];",
    [
      "DECLARE @leave nvarchar(max) = N'';",
      "SELECT @leave += N'ALTER SERVER ROLE ' + QUOTENAME(r.name) + N' DROP MEMBER ' + QUOTENAME(l.name) + N'; '",
      "FROM sys.server_role_members AS m",
      "JOIN sys.server_principals AS r ON r.principal_id = m.role_principal_id",
      "JOIN sys.server_principals AS l ON l.principal_id = m.member_principal_id",
      `WHERE l.name = ${text};`,
      "EXEC (@leave);",
    ].join("\n"),
    `USE ${identifier(database)};`,
    // Where somebody runs it by hand and there is no such database, the session is still in another one.
    [
      `IF DB_ID() = DB_ID(${literal(database)})`,
      "BEGIN",
      `  IF DATABASE_PRINCIPAL_ID(${text}) IS NULL CREATE USER ${name} FOR LOGIN ${name};`,
      `  ELSE ALTER USER ${name} WITH LOGIN = ${name};`,
      `  ALTER ROLE [db_owner] ADD MEMBER ${name};`,
      "END;",
    ].join("\n"),
  ];
}
