import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { DeleteParametersCommand, GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { makeQuickly } from "../operate/certificates/made.ts";
import { FakeSqlServer } from "../operate/database-logins/fake-sql-server.ts";
import { TdsServer } from "../operate/database-logins/tds-server.ts";
import { installPlugin } from "../operate/tunnel/install-plugin.ts";

/** What the steps may do with the stack that they are rehearsed on. */
export interface LoginsHands {
  /** Folder of the project that the stack was deployed from. */
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  /** The output of the stack. */
  readonly sqlServer: { readonly host: string; readonly username: string; readonly passwordParameter: string };
  /** First part of the names of Subscription Manager's parameters. */
  readonly prefix: string;
  readonly note: (step: string, seen: string, verdict: string) => void;
}

/** What `--json` prints, as far as it is looked at. */
interface Document {
  readonly logins: readonly { readonly login: string; readonly result: string; readonly passwordParameter: string }[];
}

/**
 * `npm run database-logins` on a stack that is up: SSM and the session are the emulator's, the plugin of the tests leads to a server of the tests,
 * which has a certificate for the database's name. What the statements do there is the fake's idea of SQL Server.
 */
export async function rehearseDatabaseLogins(hands: LoginsHands): Promise<void> {
  const { stack, region, sqlServer, note } = hands;
  const folder = mkdtempSync(join(tmpdir(), "database-logins-"));
  installPlugin(folder);
  const certificate = await makeQuickly({ commonName: "database", days: 1, hosts: [sqlServer.host] }, new Date());
  writeFileSync(join(folder, "ca.pem"), certificate.certificate.toString());
  const sql = new FakeSqlServer();
  const secret = async (name: string) => {
    const request = new GetParameterCommand({ Name: name, WithDecryption: true });
    return (await new SSMClient({ region }).send(request)).Parameter?.Value ?? "";
  };
  sql.addLogin(sqlServer.username, await secret(sqlServer.passwordParameter));
  for (const name of ["SM", "DS"]) sql.addDatabase(name);
  const address = { host: sqlServer.host, localHost: "127.0.0.1", localPort: 0 };
  const server = new TdsServer({ certificate, open: (login) => sql.open(address, login) });
  const env = {
    ...process.env,
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    NODE_EXTRA_CA_CERTS: join(folder, "ca.pem"),
    FAKE_PLUGIN_LOG: join(folder, "log"),
    FAKE_PLUGIN_UPSTREAM: String(await server.start()),
  };

  const run = async (step: string, results: readonly string[], ...options: readonly string[]) => {
    console.error(`${stack}: ${step} …`);
    const { code, output, errors } = await npm(hands, env, "--json", ...options);
    const document = output.startsWith("{") ? (JSON.parse(output) as Partial<Document>) : {};
    const seen = document.logins?.map(({ login, result }) => `${login} ${result}`).join(", ") ?? errors.trim();
    const isRight = code === 0 && document.logins?.map(({ result }) => result).join() === results.join();
    note(step, seen, isRight ? "ok" : `FAILED: exit code ${code}, ${errors.trim()}`);
    for (const { login, passwordParameter, result } of document.logins ?? []) {
      if (result === "no database") continue;
      const isSame = sql.logins.get(login)?.password === (await secret(passwordParameter));
      if (!isSame) note(`SSM has the password of ${login}`, passwordParameter, "FAILED: another one");
    }
  };
  try {
    const printed = await npm(hands, env, "--print");
    const parameters = [...new Set(printed.output.match(/\/xmpro-\w+\/database\/logins\/\w+/g))];
    const expected = ["sm", "ds", "ad"].map((product) => `/xmpro-${stack}/database/logins/${product}`);
    const isRight = printed.code === 0 && parameters.join() === expected.join();
    note("the T-SQL of the logins is printed", parameters.join(", "), isRight ? "ok" : `FAILED: ${printed.errors}`);
    await run("logins are created for the databases that exist", ["created", "created", "no database"]);
    await run("logins are kept", ["kept", "kept", "no database"]);
    const ssm = new SSMClient({ region });
    const name = `${hands.prefix}_SQLSERVER`;
    const written = `Data Source=tcp:${sqlServer.host},1433;Initial Catalog=SM;User ID=${sqlServer.username};Password=old;`;
    await ssm.send(new PutParameterCommand({ Name: name, Type: "SecureString", Value: written }));
    const options = ["--product", "sm", "--rotate", "--yes", "--use"];
    await run("a login gets a new password, and the product's connection string has it", ["rotated"], ...options);
    const isUsed = (await secret(name)).endsWith(`;User ID=xmpro_sm;Password=${sql.logins.get("xmpro_sm")?.password};`);
    note("SSM has the connection string with the login", name, isUsed ? "ok" : "FAILED");
    // Pulumi does not know them: docs/remove.md.
    await ssm.send(new DeleteParametersCommand({ Names: [...expected, name] }));
  } finally {
    server.stop();
    rmSync(folder, { recursive: true });
  }
}

/** The command as a person types it. */
async function npm({ project, stack }: LoginsHands, env: NodeJS.ProcessEnv, ...options: readonly string[]) {
  const words = ["run", "--silent", "database-logins", "--", "--stack", stack, ...options];
  const child = spawn("npm", words, { cwd: project, env, stdio: ["ignore", "pipe", "pipe"] });
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { code: child.exitCode, output, errors };
}
