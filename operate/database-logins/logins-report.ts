import { PRODUCTS } from "../../infra/xmpro/products.ts";
import type { DeployedStack } from "../deployed-stack/deployed-stack.ts";
import { type Restart, restartSentence } from "../restart/restart-app-servers.ts";
import { passwordCommand } from "../tunnel/what-to-type.ts";
import type { Applied } from "./apply-login.ts";
import type { ProductLogin } from "./product-login.ts";
import type { Use } from "./use-login.ts";

/** What became of the login of a product. */
export interface Outcome {
  readonly login: ProductLogin;
  readonly result: Applied | "no database";
  /** Its product's connection strings in SSM, where they were asked for. */
  uses: readonly Use[];
  /** Of the product, as its connection string changed; undefined where none did. */
  restart?: Restart;
}

const DONE: Readonly<Record<Outcome["result"], string>> = {
  created: "created",
  kept: "kept: it has the password that SSM has",
  rotated: "has a new password",
  repaired: "had another password than SSM, and has that of SSM now",
  "no database": "left out: the server has no database of this name yet. Run XMPro's installer first, or name another one",
};

const USED: Readonly<Record<Use["result"], string>> = {
  written: "has the login now",
  unchanged: "had the login already",
  "other server": "is not touched: it names another server than the stack's",
  "other database": "is not touched: it names another database",
  "windows login": "is not touched: it signs in with a login of Windows",
  "not secure": "is not touched: it is no SecureString",
};

/** Whether a connection string signs in with the login. */
export function isGood(result: Use["result"]): boolean {
  return result === "written" || result === "unchanged";
}

/**
 * The report for a person, with what is left to do. No password is in it.
 *
 * @param use whether the logins were to be put into the connection strings
 */
export function reportLines(stack: DeployedStack, outcomes: readonly Outcome[], use: boolean): string[] {
  const lines = outcomes.map(
    ({ login: { product, login, database }, result }) =>
      `${PRODUCTS[product].title}: login ${login}, database ${database}: ${DONE[result]}.`,
  );
  const applied = outcomes.filter(({ result }) => result !== "no database");
  if (applied.length === 0) return lines;
  const steps = applied.flatMap((outcome) => (use ? usedLines(stack, outcome) : stepsByHand(stack, outcome)));
  if (use) return [...lines, "", ...steps];
  return [
    ...lines,
    "",
    "What is left to do: run the command again with --use, which puts each login into the connection string of its product in SSM.",
    "Or put login and password (User ID, Password) there yourself, into the parameter that names the SQL Server:",
    ...steps,
    "npm run import-secrets keeps them then: of a connection string only the server is the stack's.",
  ];
}

function usedLines(stack: DeployedStack, { login: { product }, uses, restart }: Outcome): string[] {
  const { title } = PRODUCTS[product];
  const prefix = stack.outputs.parameterPrefixes[product];
  if (uses.length === 0)
    return [
      `${title}: no parameter that begins with ${prefix} is a connection string. Store the installer's first: npm run import-secrets.`,
    ];
  return [
    ...uses.map(({ parameter, result }) => `${title}: ${parameter} ${USED[result]}.`),
    ...(restart ? [`  ${restartSentence(restart)}`] : []),
    ...(restart === undefined && uses.some(({ result }) => result === "written")
      ? ["  If the product runs, restart it:", ...restartOf(stack, product)]
      : []),
  ];
}

function stepsByHand(stack: DeployedStack, { login: { product, login, passwordParameter } }: Outcome): string[] {
  return [
    `  ${PRODUCTS[product].title}, parameters that begin with ${stack.outputs.parameterPrefixes[product]}, User ID ${login}:`,
    `    ${passwordCommand(stack, passwordParameter)}`,
    ...restartOf(stack, product),
  ];
}

function restartOf({ region, outputs }: DeployedStack, product: ProductLogin["product"]): string[] {
  const environment = outputs.environments?.[product];
  return environment === undefined
    ? []
    : [`    aws elasticbeanstalk restart-app-server --region ${region} --environment-name ${environment}`];
}

/** The report for a program (`--json`). */
export function reportDocument(stack: DeployedStack, outcomes: readonly Outcome[]) {
  return {
    stack: stack.name,
    logins: outcomes.map(({ login, result, uses, restart }) => ({
      ...login,
      result,
      connectionStrings: uses,
      ...(restart === undefined ? {} : { restart }),
      passwordCommand: passwordCommand(stack, login.passwordParameter),
    })),
  };
}
