import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { CouldNotLook } from "../command-line/could-not-look.ts";
import type { DeployedStack } from "./deployed-stack.ts";

/** What every client of the AWS SDK is made with. */
export interface AwsAccess {
  readonly region: string;
  readonly maxAttempts: number;
}

/**
 * Access to the stack's own account, in its region. Asks AWS first whose credentials these are, so that a command never reads or writes in another
 * account.
 *
 * @throws CouldNotLook without credentials, with expired ones, or with those of another account
 */
export async function accessTo({
  name,
  accountId,
  region,
}: Pick<DeployedStack, "name" | "accountId" | "region">): Promise<AwsAccess> {
  const access = { region, maxAttempts: 5 };
  const sts = new STSClient(access);
  const identity = await asked(
    "whose credentials these are",
    () => sts.send(new GetCallerIdentityCommand({})),
    `Sign in to account ${accountId} (aws sso login), or set AWS_PROFILE to a profile of it.`,
  );
  if (identity.Account !== accountId)
    throw new CouldNotLook(
      `The credentials are of account ${identity.Account}, the stack "${name}" is in ${accountId}. Set AWS_PROFILE to a profile of that account.`,
    );
  return access;
}

/**
 * Asks AWS, and says what was asked when AWS does not answer. The message has AWS's own words: do not use it for a call whose errors quote a
 * secret that was sent.
 *
 * @param advice what a person can do, a whole sentence
 */
export async function asked<Answer>(what: string, ask: () => Promise<Answer>, advice?: string): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw new CouldNotLook(`AWS did not say ${what}: ${reasonOf(error)}${advice === undefined ? "" : ` ${advice}`}`);
  }
}

/** "AccessDenied: Access Denied." One of the network has a code in place of words where several addresses were tried. */
export function reasonOf(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const said = message.split("\n")[0] || (error as NodeJS.ErrnoException).code || "no reason was given";
  return `${name}: ${said.replace(/\.$/, "")}.`;
}
