import { rdsInstance, redisGroup, redisUser } from "../../read/resource-types.ts";
import { wholeNumber } from "../../read/scalars.ts";
import { strings } from "../../read/unknown-values.ts";
import { onEveryResource, onResource, quote, type Rule } from "../../rule.ts";

/** Characters. AWS takes eight for a database. */
const LEAST = 16;

function short(property: string, passwords: unknown): string[] {
  return strings(passwords)
    .filter(({ length }) => length > 0 && length < LEAST)
    .map(({ length }) => `${property} must have at least ${LEAST} characters, got ${length}`);
}

export const passwordsLong: Rule = {
  name: "passwords-long",
  description: "Passwords of databases and caches are too long to be guessed.",
  remedy: "Let the program generate the password, with a RandomPassword of 32 characters.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_identities_secrets.html",
  checks: [
    onResource(rdsInstance, ({ password }) => short("password", password)),
    onResource(rdsInstance, ({ passwordWo }) => short("passwordWo", passwordWo)),
    onResource(redisGroup, ({ authToken }) => short("authToken", authToken)),
    onResource(redisUser, ({ passwords }) => short("passwords", passwords)),
    onEveryResource(({ type, props }) =>
      type === "random:index/randomPassword:RandomPassword" && (wholeNumber(props.length) ?? 0) < LEAST
        ? `length must be at least ${LEAST}, got ${quote(props.length)}`
        : undefined,
    ),
  ],
};
