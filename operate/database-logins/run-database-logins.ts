import { setTimeout } from "node:timers/promises";
import { PRODUCTS, type Product } from "../../infra/xmpro/products.ts";
import type { StackName } from "../../stacks/settings/domain.ts";
import { type CommandShape, type Given, JSON_OPTION, type OptionRows } from "../command-line/arguments.ts";
import { CommandRefused } from "../command-line/command-refused.ts";
import { CouldNotLook } from "../command-line/could-not-look.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import { jsonText } from "../command-line/json-text.ts";
import { printable } from "../command-line/printable.ts";
import type { Terminal } from "../command-line/run-command.ts";
import { accessTo } from "../deployed-stack/aws-access.ts";
import { openDeployedStack, STACK_NAMES } from "../deployed-stack/deployed-stack.ts";
import { Environment } from "../restart/environment.ts";
import { noRestart, restartAppServers } from "../restart/restart-app-servers.ts";
import { findInstances, THROUGH, type Through } from "../tunnel/find-instances.ts";
import { freePort, LOCAL_HOST } from "../tunnel/local-port.ts";
import { openTunnel } from "../tunnel/open-tunnel.ts";
import { Stopped, untilStopped } from "../tunnel/stop-signals.ts";
import { applyLogin } from "./apply-login.ts";
import { LoginPasswords } from "./login-passwords.ts";
import { existingDatabases } from "./login-sql.ts";
import { isGood, type Outcome, reportDocument, reportLines } from "./logins-report.ts";
import { printedSql } from "./printed-sql.ts";
import { type ProductLogin, productLogins } from "./product-login.ts";
import { LoginRefused, openSqlSession, type SqlLogin, type SqlSession } from "./sql-session.ts";
import { useLogin } from "./use-login.ts";

const ALL = Object.keys(PRODUCTS) as Product[];

const OPTIONS = {
  stack: { value: "STACK", oneOf: STACK_NAMES, help: "the stack whose SQL Server gets the logins", required: true },
  product: { value: "PRODUCT", oneOf: ALL, help: "this product alone; without it all three" },
  "database-sm": { value: "NAME", help: "database of Subscription Manager; without it SM" },
  "database-ds": { value: "NAME", help: "database of Data Stream Designer; without it DS" },
  "database-ad": { value: "NAME", help: "database of App Designer; without it AD" },
  use: { help: "put each login into the connection string of its product in SSM; the rest of it stays" },
  "no-restart": {
    help: "with --use, leave the products running: without it, each one whose connection string changed is restarted once",
  },
  rotate: { help: "give the logins new passwords: a product is down until its connection string has the new one; needs --yes" },
  yes: { help: "rotate without asking" },
  print: { help: "print the T-SQL without the passwords, and do nothing" },
  through: { value: "INSTANCE", oneOf: THROUGH, help: "go over an instance of this product, or over the installers' host" },
  json: JSON_OPTION,
} as const satisfies OptionRows;

export const DATABASE_LOGINS = {
  command: "npm run database-logins --",
  purpose:
    "Creates a SQL login for each product: it owns the product's database and nothing else. Its password is generated into SSM.",
  options: OPTIONS,
  examples: [
    "npm run database-logins -- --stack nonprod --use",
    "npm run database-logins -- --stack nonprod --product sm --use --rotate --yes",
    "npm run database-logins -- --stack nonprod --print",
  ],
} as const satisfies CommandShape<typeof OPTIONS>;

/** What a test gives in place of the real thing. */
export interface LoginsRuntime {
  readonly openStack: typeof openDeployedStack;
  readonly accessTo: typeof accessTo;
  readonly openTunnel: typeof openTunnel;
  readonly openSql: typeof openSqlSession;
  readonly restart: typeof restartAppServers;
}

const REAL: LoginsRuntime = {
  openStack: openDeployedStack,
  accessTo,
  openTunnel,
  openSql: openSqlSession,
  restart: restartAppServers,
};

type Options = Given<typeof OPTIONS>;

/** Runs the command and gives its exit code. */
export async function runDatabaseLogins(given: Options, terminal: Terminal, runtime: LoginsRuntime = REAL): Promise<number> {
  const names = { sm: given["database-sm"], ds: given["database-ds"], ad: given["database-ad"] };
  const products = given.product === undefined ? ALL : [given.product as Product];
  productLogins(products, names, "/");
  if (given.print && (given.json || given.use))
    throw new CommandRefused(["--print prints T-SQL and does nothing: leave out --json and --use"], EXIT_CODE.usage);
  terminal.err(`Reading the stack ${given.stack} from Pulumi's state …`);
  const stack = await runtime.openStack(given.stack as StackName);
  const logins = productLogins(products, names, stack.outputs.sqlServer.passwordParameter);
  if (given.print) {
    for (const line of printedSql(stack, logins, given.rotate)) terminal.out(printable(line));
    return EXIT_CODE.good;
  }
  if (given.rotate && !(await isConfirmed(given, terminal))) {
    terminal.err("Nothing is changed.");
    if (given.json) terminal.out(jsonText({ problems: ["--rotate was not confirmed"] }));
    return EXIT_CODE.wrong;
  }
  const outcomes: Outcome[] = [];
  try {
    await apply(given, terminal, { ...runtime, stack, logins, outcomes });
  } catch (error) {
    // What is done stays done, and wants its connection string.
    if (outcomes.length > 0) for (const line of reportLines(stack, outcomes, given.use)) terminal.err(printable(line));
    throw error;
  }
  if (given.json) terminal.out(jsonText(reportDocument(stack, outcomes)));
  else for (const line of reportLines(stack, outcomes, given.use)) terminal.out(printable(line));
  const applied = outcomes.filter(({ result }) => result !== "no database");
  const isUsed = ({ uses, restart }: Outcome) =>
    uses.length > 0 && uses.every(({ result }) => isGood(result)) && restart?.outcome !== "failed";
  return applied.length > 0 && (!given.use || applied.every(isUsed)) ? EXIT_CODE.good : EXIT_CODE.wrong;
}

async function isConfirmed({ yes }: Options, { ask, err }: Terminal): Promise<boolean> {
  if (yes) return true;
  err("A product cannot reach its database from the change of its password until its connection string has the new one.");
  if (ask) return /^y(es)?$/i.test((await ask("Shall the logins get new passwords? [yes/no] ")).trim());
  err("There is no terminal to ask on: give --yes to rotate.");
  return false;
}

type ApplyContext = LoginsRuntime & {
  readonly stack: Awaited<ReturnType<typeof openDeployedStack>>;
  readonly logins: readonly ProductLogin[];
  /** Receives what becomes of each login. */
  readonly outcomes: Outcome[];
};

/** Opens a tunnel, signs in as the master login, and makes one login after the other. */
async function apply(given: Options, terminal: Terminal, { stack, logins, outcomes, ...runtime }: ApplyContext): Promise<void> {
  const { sqlServer, parameterKeyArn } = stack.outputs;
  const { host, port, username, passwordParameter } = sqlServer;
  const access = await runtime.accessTo(stack);
  const say = (line: string) => terminal.err(printable(line));
  const passwords = new LoginPasswords(access, {
    keyArn: parameterKeyArn,
    tags: { ...stack.tags, "managed-by": "database-logins" },
  });
  const stored = await passwords.read([passwordParameter, ...logins.map((login) => login.passwordParameter)]);
  const masterPassword = stored.get(passwordParameter);
  if (masterPassword === undefined) throw new CouldNotLook(`SSM has no parameter ${passwordParameter}: run npx pulumi up.`);

  await untilStopped(async (signal) => {
    const localPort = await freePort();
    const instances = findInstances(access, stack.outputs, given.through as Through | undefined);
    say(`Opening a session to reach ${host}:${port} …`);
    const portAdvice = "Run the command again: it takes another port.";
    const tunnel = await runtime
      .openTunnel({ access, instances, host, port, localPort, portAdvice, signal, say, openMs: 60_000 })
      .catch(explainStop);
    try {
      const openAs = (login: SqlLogin) => runtime.openSql({ host, localHost: LOCAL_HOST, localPort }, login);
      const master = await openAs({ username, password: masterPassword, database: "master" }).catch((error) => {
        if (!(error instanceof LoginRefused)) throw error;
        throw new CommandRefused(
          [`${error.message} Its password is that of the parameter ${passwordParameter}.`],
          EXIT_CODE.wrong,
        );
      });
      try {
        const found = new Set((await listDatabases(master, logins)).map((row) => row.product));
        for (const login of logins) {
          if (signal.aborted) throw stopped();
          if (!found.has(login.product)) {
            outcomes.push({ login, result: "no database", uses: [] });
            continue;
          }
          say(`Making the login ${login.login} …`);
          const old = stored.get(login.passwordParameter);
          const isNew = old === undefined || given.rotate;
          const description = `Password of the SQL Server login ${login.login}`;
          const password = isNew ? await passwords.create(login.passwordParameter, description, old !== undefined) : old;
          const result = await applyLogin(login, { master, openAs, password, rotate: given.rotate });
          const outcome: Outcome = { login, result, uses: [] };
          outcomes.push(outcome);
          if (given.use) outcome.uses = await useLogin(access, stack, login, password);
        }
      } finally {
        await master.close();
      }
    } finally {
      await tunnel.close();
    }
  });
  for (const outcome of outcomes) {
    const name = stack.outputs.environments?.[outcome.login.product];
    if (name === undefined || outcome.uses.every(({ result }) => result !== "written")) continue;
    const environment = new Environment(access, name);
    outcome.restart = given["no-restart"]
      ? noRestart(environment, "left to you", "--no-restart was given.")
      : await runtime.restart(environment, { tell: say, pause: setTimeout });
  }
}

async function listDatabases(master: SqlSession, logins: readonly ProductLogin[]) {
  try {
    return await master.run(existingDatabases(logins));
  } catch (error) {
    throw new CouldNotLook(`The SQL Server did not say which databases it has: ${(error as Error).message}`);
  }
}

function explainStop(error: unknown): never {
  throw error instanceof Stopped ? stopped() : error;
}

const stopped = () => new CommandRefused(["It was stopped. Run the command again: it goes on where it was."], EXIT_CODE.wrong);
