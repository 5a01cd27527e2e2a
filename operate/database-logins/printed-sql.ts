import { PRODUCTS } from "../../infra/xmpro/products.ts";
import type { DeployedStack } from "../deployed-stack/deployed-stack.ts";
import { passwordCommand } from "../tunnel/what-to-type.ts";
import { grants, setPassword } from "./login-sql.ts";
import type { ProductLogin } from "./product-login.ts";
import { literal } from "./quote.ts";

/**
 * The T-SQL for somebody who applies it in person, without a password: in the place of each there is how to see it. That is no T-SQL, so that
 * nobody makes a login with this text as its password.
 */
export function printedSql(stack: DeployedStack, logins: readonly ProductLogin[], rotate: boolean): string[] {
  return logins.flatMap((each) => {
    const command = passwordCommand(stack, each.passwordParameter);
    const password = `<password from SSM between quotes: ${command}>`;
    const [database, login] = [literal(each.database), literal(each.login)];
    return [
      `-- ${PRODUCTS[each.product].title}: the login ${each.login}. Its password must be in SSM first, as a SecureString of 32 letters and digits:`,
      `--   aws ssm put-parameter --type SecureString --region ${stack.region} --key-id ${stack.outputs.parameterKeyArn} --name ${each.passwordParameter} --value …`,
      "USE [master];",
      `IF DB_ID(${database}) IS NULL RAISERROR(N'There is no database %s yet.', 16, 1, ${database});`,
      `ELSE IF SUSER_ID(${login}) IS NULL ${setPassword("create", each, password)}`,
      ...(rotate ? [`ELSE ${setPassword("alter", each, password)}`] : []),
      "GO",
      ...grants(each).flatMap((statement) => [...statement.split("\n"), "GO"]),
      "",
    ];
  });
}
