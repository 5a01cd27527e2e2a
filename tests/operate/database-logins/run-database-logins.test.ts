import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "../../../operate/command-line/run-command.ts";
import { DATABASE_LOGINS, runDatabaseLogins } from "../../../operate/database-logins/run-database-logins.ts";
import type { TunnelWish } from "../../../operate/tunnel/open-tunnel.ts";
import { FakeSsm } from "../../support/fake-ssm.ts";
import { OUTPUTS, STACK } from "../deployed.ts";
import { recordingTerminal } from "../terminal.ts";
import { FakeSqlServer } from "./fake-sql-server.ts";

const KEY = OUTPUTS.parameterKeyArn;
const MASTER = "sentinel-of-the-master";
const LOGINS = { sm: "/xmpro/database/logins/sm", ds: "/xmpro/database/logins/ds", ad: "/xmpro/database/logins/ad" };

let ssm: FakeSsm;
let sql: FakeSqlServer;
let access: Awaited<ReturnType<FakeSsm["start"]>>;
/** Tunnels that were asked for, and how many are open. */
let wishes: TunnelWish[];
let openTunnels: number;
/** Environments that were restarted. */
let restarted: string[];
let restartFails: boolean;

beforeEach(async () => {
  ssm = new FakeSsm();
  access = await ssm.start();
  ssm.add(OUTPUTS.sqlServer.passwordParameter, MASTER, KEY);
  sql = new FakeSqlServer();
  sql.addLogin("xmadmin", MASTER);
  for (const name of ["SM", "DS", "AD"]) sql.addDatabase(name);
  [wishes, openTunnels] = [[], 0];
  [restarted, restartFails] = [[], false];
});
afterEach(() => ssm.stop());

/** Runs the command. No password may be in what it writes. */
async function run(argv: readonly string[], { answer }: { answer?: string } = {}) {
  const terminal = { ...recordingTerminal(), ask: answer === undefined ? undefined : async () => answer };
  const runtime = {
    openStack: async () => ({
      ...STACK,
      outputs: { ...OUTPUTS, environments: { sm: "xmpro-sm", ds: "xmpro-ds", ad: "xmpro-ad" } },
    }),
    accessTo: async () => access,
    openTunnel: async (wish: TunnelWish) => {
      wishes.push(wish);
      openTunnels++;
      return {
        instance: { id: "i-1", through: "sm" as const },
        sessionId: "session-1",
        broken: new Promise<never>(() => {}),
        close: async () => void openTunnels--,
      };
    },
    openSql: sql.open,
    restart: async ({ name }: { name: string }) => {
      restarted.push(name);
      const end = { environment: name, because: "Its health is Green so far.", command: undefined };
      return { ...end, outcome: restartFails ? ("failed" as const) : ("restarted" as const) };
    },
  };
  const before = passwords();
  const words = ["--stack", "nonprod", ...argv];
  const code = await runCommand(DATABASE_LOGINS, words, terminal, (given) => runDatabaseLogins(given, terminal, runtime));
  const [printed, said] = [terminal.printed.join("\n"), terminal.said.join("\n")];
  for (const secret of [MASTER, ...before, ...passwords()]) expect(`${printed}${said}`).not.toContain(secret);
  expect([openTunnels, sql.openSessions]).toEqual([0, 0]);
  return { code, printed, said };
}

const passwords = () => Object.values(LOGINS).flatMap((name) => ssm.value(name) ?? []);
const owners = () =>
  Object.fromEntries(
    [...sql.databases].map(([name, users]) => [name, [...users].flatMap(([user, { isOwner }]) => (isOwner ? [user] : []))]),
  );

describe("the command, on a server without the logins", () => {
  it("makes a login for each product, which owns its own database alone, with the password that SSM has", async () => {
    const { code, printed } = await run([]);
    expect(code).toBe(0);
    expect(owners()).toEqual({ SM: ["xmpro_sm"], DS: ["xmpro_ds"], AD: ["xmpro_ad"] });
    for (const product of ["sm", "ds", "ad"] as const) {
      const password = ssm.value(LOGINS[product]);
      expect(password).toMatch(/^(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])[A-Za-z0-9]{32}$/);
      expect(sql.logins.get(`xmpro_${product}`)?.password).toBe(password);
      expect(ssm.parameters.get(LOGINS[product])).toMatchObject({ type: "SecureString", keyId: KEY });
    }
    expect(new Set(passwords()).size).toBe(3);
    expect(printed).toContain("Subscription Manager: login xmpro_sm, database SM: created.");
  });

  it("asks the server under its own name, over a tunnel to it", async () => {
    await run(["--through", "ds"]);
    expect(wishes).toMatchObject([{ host: "database.example.com", port: 1433 }]);
    const [address, ...others] = sql.addresses;
    expect(address).toEqual({ host: "database.example.com", localHost: "127.0.0.1", localPort: wishes[0]?.localPort });
    expect(others).toEqual([address, address, address]);
  });

  it("says what is left to do: where login and password belong, how to see it, and how to restart", async () => {
    const { printed } = await run(["--product", "sm"]);
    expect(printed).toContain("  Subscription Manager, parameters that begin with XMSM, User ID xmpro_sm:");
    expect(printed).toContain(`--region us-east-1 --name ${LOGINS.sm}`);
    expect(printed).toContain("aws elasticbeanstalk restart-app-server --region us-east-1 --environment-name xmpro-sm");
    expect(printed).toContain("npm run import-secrets keeps them");
  });

  it("takes another name of a database", async () => {
    sql.databases.delete("SM");
    sql.addDatabase("XMPro SM");
    const { code } = await run(["--database-sm", "XMPro SM"]);
    expect([code, owners()["XMPro SM"]]).toEqual([0, ["xmpro_sm"]]);
  });

  it("leaves out a product whose database does not exist yet, makes no password for it, and says so", async () => {
    sql.databases.delete("AD");
    const { code, printed } = await run([]);
    expect([code, ssm.value(LOGINS.ad), sql.logins.has("xmpro_ad")]).toEqual([0, undefined, false]);
    expect(printed).toContain(
      "App Designer: login xmpro_ad, database AD: left out: the server has no database of this name yet.",
    );
  });

  it("ends with 1 when no database exists", async () => {
    sql.databases.clear();
    expect((await run([])).code).toBe(1);
  });
});

describe("the command, run again", () => {
  beforeEach(async () => {
    await run([]);
    sql.batches.length = 0;
    ssm.requests.length = 0;
  });

  it("changes nothing, and writes no password", async () => {
    const [before, logins] = [passwords(), structuredClone(sql.logins)];
    const { code, printed } = await run([]);
    expect([code, passwords(), sql.logins]).toEqual([0, before, logins]);
    expect(ssm.requests.filter((request) => !request.startsWith("GetParameters"))).toEqual([]);
    expect(sql.batches.filter((batch) => /PASSWORD/.test(batch))).toEqual([]);
    expect(printed).toContain("login xmpro_sm, database SM: kept");
  });

  it("gives a login the password of SSM where the server has another", async () => {
    sql.addLogin("xmpro_sm", "another");
    const { printed } = await run([]);
    expect(sql.logins.get("xmpro_sm")?.password).toBe(ssm.value(LOGINS.sm));
    expect(printed).toContain("login xmpro_sm, database SM: had another password than SSM, and has that of SSM now.");
  });

  it("takes a login out of the roles of the server, and gives it the user of a restored database", async () => {
    sql.addLogin("xmpro_sm", ssm.value(LOGINS.sm) ?? "", "processadmin");
    sql.addDatabase("SM", { xmpro_sm: "a login of another server" });
    await run([]);
    expect(sql.logins.get("xmpro_sm")?.serverRoles.size).toBe(0);
    expect(sql.databases.get("SM")?.get("xmpro_sm")).toEqual({ login: "xmpro_sm", isOwner: true });
  });

  it("rotates with --yes, the product that is named alone", async () => {
    const before = passwords();
    const { code, printed } = await run(["--product", "sm", "--rotate", "--yes"]);
    const after = passwords();
    expect([code, after.map((password, at) => password === before[at])]).toEqual([0, [false, true, true]]);
    expect(sql.logins.get("xmpro_sm")?.password).toBe(after[0]);
    expect(printed).toContain("login xmpro_sm, database SM: has a new password.");
  });

  it.each([undefined, "no"])("does not rotate unless a person agrees: %s", async (answer) => {
    const before = passwords();
    const { code, said } = await run(["--rotate"], answer === undefined ? {} : { answer });
    expect([code, passwords(), wishes.length]).toEqual([1, before, 1]);
    expect(said).toContain("A product cannot reach its database from the change of its password until");
  });

  it("goes on after a rotation that the server refused: SSM's password counts", async () => {
    sql.refuse = (batch) => (batch.startsWith("ALTER LOGIN") ? `Password validation failed near ${batch}` : undefined);
    const { code, said } = await run(["--product", "sm", "--rotate", "--yes"]);
    expect([code, said]).toEqual([1, expect.stringContaining("The SQL Server did not change the password of xmpro_sm:")]);
    sql.refuse = () => undefined;
    expect((await run([])).printed).toContain("login xmpro_sm, database SM: had another password than SSM");
    expect(sql.logins.get("xmpro_sm")?.password).toBe(ssm.value(LOGINS.sm));
  });

  it("reports what is done when a later product fails", async () => {
    sql.refuse = (batch) => (batch.includes("xmpro_ds") ? "The server is shutting down." : undefined);
    const { code, said } = await run([]);
    expect(code).toBe(1);
    expect(said).toContain("Subscription Manager: login xmpro_sm, database SM: kept");
    expect(said).toContain("The SQL Server did not say whether there is a login xmpro_ds: The server is shutting down.");
  });
});

describe("--use", () => {
  const SERVER = "Data Source=tcp:database.example.com,1433";
  const stored = (login: string, password: string | undefined) =>
    `${SERVER};Initial Catalog=SM;Encrypt=True;User ID=${login};Password=${password};`;

  it("puts the login into the product's connection string in SSM, and leaves the rest of it and all other parameters", async () => {
    ssm.add("XMSM_SQLSERVER", `${SERVER};Initial Catalog=SM;User ID=xmadmin;Password=${MASTER};Encrypt=True`, KEY);
    ssm.add("XMSM_SALT", "salt", KEY);
    const { code, printed } = await run(["--product", "sm", "--use"]);
    expect([code, ssm.value("XMSM_SQLSERVER")]).toEqual([0, stored("xmpro_sm", ssm.value(LOGINS.sm))]);
    expect([ssm.value("XMSM_SALT"), ssm.parameters.get("XMSM_SQLSERVER")?.type]).toEqual(["salt", "SecureString"]);
    expect(printed).toContain("Subscription Manager: XMSM_SQLSERVER has the login now.");
    expect([restarted, printed]).toEqual([["xmpro-sm"], expect.stringContaining("servers of xmpro-sm are restarted.")]);
    ssm.requests.length = 0;
    expect((await run(["--product", "sm", "--use"])).printed).toContain("XMSM_SQLSERVER had the login already.");
    expect(ssm.requests.filter((request) => request.startsWith("Put"))).toEqual([]);
    expect(restarted).toEqual(["xmpro-sm"]);
  });

  it("leaves the product running with --no-restart, and says what to type", async () => {
    ssm.add("XMSM_SQLSERVER", `${SERVER};Initial Catalog=SM;User ID=xmadmin;Password=${MASTER}`, KEY);
    const { code, printed } = await run(["--product", "sm", "--use", "--no-restart"]);
    expect([code, restarted]).toEqual([0, []]);
    expect(printed).toMatch(
      /--no-restart was given\. .* aws elasticbeanstalk restart-app-server --region \S+ --environment-name xmpro-sm/,
    );
  });

  it("ends with 1 where the restart failed: the product does not have the new login yet", async () => {
    ssm.add("XMSM_SQLSERVER", `${SERVER};Initial Catalog=SM;User ID=xmadmin;Password=${MASTER}`, KEY);
    restartFails = true;
    const { code, printed } = await run(["--product", "sm", "--use"]);
    expect([code, printed]).toEqual([1, expect.stringContaining("application servers of xmpro-sm are not restarted")]);
  });

  it("finds the other form of the name, and follows a rotation", async () => {
    const name = "/XMAD/xmpro/data/connectionString";
    ssm.add(name, `${SERVER};Initial Catalog=ad;User ID=xmadmin;Password=${MASTER}`, KEY);
    await run(["--product", "ad", "--use"]);
    const before = ssm.value(name);
    const { code } = await run(["--product", "ad", "--use", "--rotate", "--yes"]);
    expect([code, ssm.value(name) === before]).toEqual([0, false]);
    expect(ssm.value(name)).toContain(`;User ID=xmpro_ad;Password=${ssm.value(LOGINS.ad)};`);
  });

  it.each([
    [
      "names another server",
      "Server=other.example.com;Database=SM;User ID=a;Password=sentinel",
      "it names another server than the stack's",
    ],
    ["names another database", `${SERVER};Database=X;User ID=a;Password=sentinel`, "it names another database"],
    ["signs in with Windows", `${SERVER};Database=SM;Integrated Security=SSPI`, "it signs in with a login of Windows"],
  ])("does not touch a connection string that %s, says so and ends with 1", async (_, text, reason) => {
    ssm.add("XMSM_SQLSERVER", text, KEY);
    const { code, printed } = await run(["--product", "sm", "--use"]);
    expect([code, ssm.value("XMSM_SQLSERVER")]).toEqual([1, text]);
    expect(printed).toContain(`Subscription Manager: XMSM_SQLSERVER is not touched: ${reason}.`);
    expect(printed).not.toContain("sentinel");
  });

  it("says that the installer's secrets come first where there is no connection string", async () => {
    const { code, printed } = await run(["--product", "sm", "--use"]);
    expect([code, printed]).toEqual([1, expect.stringContaining("no parameter that begins with XMSM is a connection string.")]);
  });

  it("does not repeat what SSM says when it stores no connection string, and reports the login that is made", async () => {
    ssm.add("XMSM_SQLSERVER", `${SERVER};Database=SM`, KEY);
    ssm.refuse = (action, { Name, Value }) =>
      action === "PutParameter" && Name === "XMSM_SQLSERVER"
        ? { name: "ValidationException", message: `not ${Value}` }
        : undefined;
    const { code, said } = await run(["--product", "sm", "--use"]);
    expect([code, said]).toEqual([
      3,
      expect.stringContaining("AWS did not store the parameter XMSM_SQLSERVER: ValidationException."),
    ]);
    expect(said).toContain("Subscription Manager: login xmpro_sm, database SM: created.");
  });
});

describe("the command, where it cannot work", () => {
  it("makes no login when SSM does not store its password, and does not repeat what SSM says", async () => {
    ssm.refuse = (action, { Value }) =>
      action === "PutParameter" ? { name: "ValidationException", message: `not ${Value}` } : undefined;
    const { code, said } = await run([]);
    expect([code, sql.logins.size]).toEqual([3, 1]);
    expect(said).toContain(`AWS did not store the parameter ${LOGINS.sm}: ValidationException.`);
  });

  it("says whose password is wrong where the server refuses the master login", async () => {
    sql.addLogin("xmadmin", "changed in the console");
    const { code, said } = await run([]);
    expect([code, said]).toEqual([
      1,
      expect.stringContaining("Login failed for user 'xmadmin'. Its password is that of the parameter"),
    ]);
  });

  it("ends with 3 where the server does not say which databases it has", async () => {
    sql.refuse = () => "The server is shutting down.";
    const { code, said } = await run([]);
    expect([code, said]).toEqual([
      3,
      expect.stringContaining("did not say which databases it has: The server is shutting down."),
    ]);
  });

  it("refuses names that cannot be the product's own database, all at once and before it reads the stack", async () => {
    const { code, said } = await run(["--database-sm", "master", "--database-ds", "x\u0000", "--database-ad", "Master"]);
    expect([code, said.split("\n").length]).toEqual([2, 3]);
    expect((await run(["--database-sm", "ds"])).said).toContain(
      "--database-ds must be the product's own: another product has that name",
    );
  });
});

describe("--print", () => {
  it("shows the T-SQL with the command that shows the password in its place, and asks neither AWS nor the server", async () => {
    const { code, printed } = await run(["--print", "--product", "sm", "--database-sm", "a]b'c"]);
    expect([code, ssm.requests, sql.batches, wishes]).toEqual([0, [], [], []]);
    expect(printed).toContain(
      "ELSE IF SUSER_ID(N'xmpro_sm') IS NULL CREATE LOGIN [xmpro_sm] WITH PASSWORD = <password from SSM between quotes: aws ssm",
    );
    expect(printed).toContain("USE [a]]b'c];\nGO\n");
    expect(printed).toContain("DB_ID(N'a]b''c') IS NULL");
    expect(printed).toContain("IF DB_ID() = DB_ID(N'a]b''c')\nBEGIN\n  IF DATABASE_PRINCIPAL_ID(N'xmpro_sm') IS NULL");
    expect(printed).toContain("  ALTER ROLE [db_owner] ADD MEMBER [xmpro_sm];\nEND;\nGO");
    expect(printed).not.toContain("ALTER LOGIN");
  });

  it("alters the password too with --rotate", async () => {
    const { printed } = await run(["--print", "--rotate"]);
    expect(printed.match(/ELSE ALTER LOGIN \[xmpro_\w\w\] WITH PASSWORD = <password from SSM/g)).toHaveLength(3);
  });
});
