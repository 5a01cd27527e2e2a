import { PRODUCTS } from "../../infra/xmpro/products.ts";
import type { DeployedStack } from "../deployed-stack/deployed-stack.ts";
import { passwordCommand } from "../tunnel/what-to-type.ts";
import type { Applied } from "./apply-login.ts";
import type { ProductLogin } from "./product-login.ts";

/** What became of the login of a product. */
export interface Outcome {
  readonly login: ProductLogin;
  readonly result: Applied | "no database";
}

const DONE: Readonly<Record<Outcome["result"], string>> = {
  created: "created",
  kept: "kept: it has the password that SSM has",
  rotated: "has a new password",
  repaired: "had another password than SSM, and has that of SSM now",
  "no database": "left out: the server has no database of this name yet. Run XMPro's installer first, or name another one",
};

/** The report for a person, with what is left to do. No password is in it. */
export function reportLines(stack: DeployedStack, outcomes: readonly Outcome[]): string[] {
  const lines = outcomes.map(
    ({ login: { product, login, database }, result }) =>
      `${PRODUCTS[product].title}: login ${login}, database ${database}: ${DONE[result]}.`,
  );
  const toUse = outcomes.filter(({ result }) => result !== "no database");
  if (toUse.length === 0) return lines;
  return [
    ...lines,
    "",
    "What is left to do, product by product: put the login and its password (User ID, Password) into the connection string in SSM,",
    "the parameter of the product that names the SQL Server, and restart the product.",
    ...toUse.flatMap(({ login: { product, login, passwordParameter } }) => [
      `  ${PRODUCTS[product].title}, parameters that begin with ${stack.outputs.parameterPrefixes[product]}, User ID ${login}:`,
      `    ${passwordCommand(stack, passwordParameter)}`,
      ...restartOf(stack, product),
    ]),
    "npm run import-secrets keeps them then: of a connection string only the server is the stack's.",
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
    logins: outcomes.map(({ login, result }) => ({
      ...login,
      result,
      passwordCommand: passwordCommand(stack, login.passwordParameter),
    })),
  };
}
