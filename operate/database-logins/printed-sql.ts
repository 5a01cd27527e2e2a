import { PRODUCTS } from "../../infra/xmpro/products.ts";
import type { DeployedStack } from "../deployed-stack/deployed-stack.ts";
import { passwordCommand } from "../tunnel/what-to-type.ts";
import { grants, setPassword } from "./login-sql.ts";
import type { ProductLogin } from "./product-login.ts";
import { identifier, literal } from "./quote.ts";

/** The T-SQL for somebody who applies it in person, without a password: in the place of each there is how to see it. */
export function printedSql(stack: DeployedStack, logins: readonly ProductLogin[], rotate: boolean): string[] {
  return logins.flatMap((each) => {
    const command = passwordCommand(stack, each.passwordParameter);
    const password = literal(`<password from SSM: ${command}>`);
    const missing = `SUSER_ID(${literal(each.login)}) IS NULL`;
    return [
      `-- ${PRODUCTS[each.product].title}: the login ${each.login}. Its password must be in SSM first, as a SecureString of 32 letters and digits:`,
      `--   aws ssm put-parameter --type SecureString --region ${stack.region} --key-id ${stack.outputs.parameterKeyArn} --name ${each.passwordParameter} --value …`,
      "USE [master];",
      `IF ${missing} ${setPassword("create", each, password)}`,
      ...(rotate ? [`ELSE ${setPassword("alter", each, password)}`] : []),
      "GO",
      `IF DB_ID(${literal(each.database)}) IS NULL RAISERROR(N'There is no database of this name yet: %s', 16, 1, ${literal(identifier(each.database))});`,
      "GO",
      ...grants(each).flatMap((statement) => [...statement.split("\n"), "GO"]),
      "",
    ];
  });
}
