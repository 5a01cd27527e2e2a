import { CommandRefused } from "../command-line/command-refused.ts";
import { CouldNotLook } from "../command-line/could-not-look.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import { grants, loginExists, setPassword, WHO_AM_I } from "./login-sql.ts";
import type { ProductLogin } from "./product-login.ts";
import { literal } from "./quote.ts";
import { LoginRefused, type SqlLogin, type SqlSession } from "./sql-session.ts";

/** What became of a login that works: "repaired" had another password than SSM. */
export type Applied = "created" | "kept" | "rotated" | "repaired";

export interface ApplyOptions {
  /** Session of the master login. */
  readonly master: SqlSession;
  readonly openAs: (login: SqlLogin) => Promise<SqlSession>;
  readonly password: string;
  /** Give the login this password although it has one. */
  readonly rotate: boolean;
}

/**
 * Makes a login as SSM and the stack have it, then signs in with it. Wherever it stops, the same command goes on. The password of an existing login
 * is not set again: Windows's policy may refuse one that was used before.
 *
 * @throws CommandRefused when the server refuses, or the login does not own its database in the end
 */
export async function applyLogin(login: ProductLogin, options: ApplyOptions): Promise<Applied> {
  const { master, rotate, password } = options;
  const inServer = async (what: string, batch: string) => {
    try {
      return await master.run(batch);
    } catch (error) {
      const said = (error as Error).message.replaceAll(password, "***");
      throw new CommandRefused([`The SQL Server did not ${what}: ${said}`], EXIT_CODE.wrong);
    }
  };
  const set = (action: "create" | "alter") =>
    inServer(
      action === "create" ? `create the login ${login.login}` : `change the password of ${login.login}`,
      setPassword(action, login, literal(password)),
    );
  const [row] = await inServer(`say whether there is a login ${login.login}`, loginExists(login));
  const exists = row?.found === 1;
  if (!exists) await set("create");
  else if (rotate) await set("alter");
  for (const batch of grants(login)) await inServer(`let ${login.login} own ${login.database}`, batch);
  if (await signsIn(login, options)) return exists ? (rotate ? "rotated" : "kept") : "created";
  if (exists && !rotate) {
    await set("alter");
    if (await signsIn(login, options)) return "repaired";
  }
  throw new CommandRefused(
    [`The SQL Server refuses the login ${login.login} although it has the password of ${login.passwordParameter}.`],
    EXIT_CODE.wrong,
  );
}

/** Whether the login comes to its database with its password. Not to own it then is an error. */
async function signsIn({ login, database }: ProductLogin, { openAs, password }: ApplyOptions): Promise<boolean> {
  try {
    const session = await openAs({ username: login, password, database });
    try {
      const [row] = await session.run(WHO_AM_I);
      if (row?.isOwner === 1 && String(row.database).toLowerCase() === database.toLowerCase()) return true;
    } finally {
      await session.close();
    }
    throw new CouldNotLook(`The login ${login} signs in, but the SQL Server does not say that it owns ${database}.`);
  } catch (error) {
    if (error instanceof LoginRefused) return false;
    if (error instanceof CouldNotLook) throw error;
    throw new CouldNotLook(`The login ${login} signs in, but gets no answer: ${(error as Error).message}`);
  }
}
