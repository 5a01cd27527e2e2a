import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { CouldNotLook } from "../../command-line/could-not-look.ts";
import { type AwsAccess, asked } from "../../deployed-stack/aws-access.ts";
import type { StackOutputs } from "../../deployed-stack/stack-outputs.ts";
import { SecretValue } from "../secrets-file/secret-value.ts";

/** The stack's own passwords, which it keeps in SSM. Only what was asked for is there. */
export interface StackSecrets {
  /** Of the login that the stack created or was given. */
  readonly sqlPassword?: SecretValue | undefined;
  readonly redisToken?: SecretValue | undefined;
  readonly mailPassword?: SecretValue | undefined;
}

/**
 * Reads the stack's passwords from SSM.
 *
 * @param all false: only that of the mail server, which a file's value is compared with
 * @throws CouldNotLook where SSM does not have one of them, or does not answer
 */
export async function readStackSecrets(access: AwsAccess, outputs: StackOutputs, all: boolean): Promise<StackSecrets> {
  const names = {
    ...(all ? { sqlPassword: outputs.sqlServer.passwordParameter, redisToken: outputs.redis.tokenParameter } : {}),
    ...(outputs.mail ? { mailPassword: outputs.mail.passwordParameter } : {}),
  };
  const Names = Object.values(names);
  if (Names.length === 0) return {};
  const command = new GetParametersCommand({ Names, WithDecryption: true });
  const { Parameters = [] } = await asked("what the stack's own parameters hold", () => new SSMClient(access).send(command));
  const values = new Map(Parameters.map(({ Name = "", Value = "" }) => [Name, new SecretValue(Value)]));
  const missing = Names.filter((name) => !values.has(name));
  if (missing.length > 0)
    throw new CouldNotLook(`SSM does not have ${missing.join(", ")}, where the stack keeps a password. Run npx pulumi up first.`);
  return Object.fromEntries(Object.entries(names).map(([what, name]) => [what, values.get(name)]));
}
