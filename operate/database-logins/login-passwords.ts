import { randomInt } from "node:crypto";
import { GetParametersCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { CouldNotLook } from "../command-line/could-not-look.ts";
import { type AwsAccess, asked } from "../deployed-stack/aws-access.ts";

const LENGTH = 32;

/** Passwords of logins in SSM. */
export class LoginPasswords {
  readonly #client: SSMClient;
  readonly #options: { readonly keyArn: string; readonly tags: Readonly<Record<string, string>> };

  constructor(access: AwsAccess, options: { readonly keyArn: string; readonly tags: Readonly<Record<string, string>> }) {
    this.#client = new SSMClient(access);
    this.#options = options;
  }

  /** Those that exist, by parameter. At most ten parameters. */
  async read(parameters: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const request = new GetParametersCommand({ Names: [...parameters], WithDecryption: true });
    const { Parameters = [] } = await asked("which passwords the parameters hold", () => this.#client.send(request));
    return new Map(Parameters.map(({ Name = "", Value = "" }) => [Name, Value]));
  }

  /** Stores a new password and gives it. Only with `overwrite` in place of another one. The errors of SSM may quote a value, so they are left out. */
  async create(parameter: string, description: string, overwrite: boolean): Promise<string> {
    const password = newPassword();
    const { keyArn, tags } = this.#options;
    const request = new PutParameterCommand({
      Name: parameter,
      Value: password,
      Type: "SecureString",
      KeyId: keyArn,
      Description: description,
      Overwrite: overwrite,
      // AWS takes tags for a new parameter only.
      ...(overwrite ? {} : { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    });
    try {
      await this.#client.send(request);
    } catch (error) {
      throw new CouldNotLook(
        `AWS did not store the parameter ${parameter}: ${(error as Error).name}. The credentials need ssm:PutParameter for it, and the stack's key.`,
      );
    }
    return password;
  }
}

/** Letters and digits, 190 bits: no connection string, shell or XML reads them in another way. It has all three kinds, as Windows's policy wants. */
function newPassword(): string {
  const kinds = ["ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789"];
  const characters = kinds.join("");
  for (;;) {
    const password = Array.from({ length: LENGTH }, () => characters[randomInt(characters.length)]).join("");
    if (kinds.every((kind) => [...kind].some((character) => password.includes(character)))) return password;
  }
}
