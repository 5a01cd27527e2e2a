import { settingsOf } from "../../read/beanstalk-settings.ts";
import { containersOf } from "../../read/containers.ts";
import { environment, ssmParameter, taskDefinition } from "../../read/resource-types.ts";
import { findEach, known } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const PLAIN = "aws:elasticbeanstalk:application:environment";
const SECRETS = "aws:elasticbeanstalk:application:environmentsecrets";

const SECRET_WORDS = /^(pass(word|wd|phrase)?s?|pwd|secrets?|tokens?|keys?|apikeys?|credentials?|seeds?)$/;
/** The older name of the relay's secret, which none of the words matches. */
const SECRET_NAMES: readonly string[] = ["SERVER_ID"];
/** In a URL: `rediss://user:password@host`. */
const PASSWORD_IN_URL = /:\/\/[^/@\s]*:[^/@\s]+@/;
const SECRET_PHRASE = /connectionstring|privatekey|accesskey|apikey|authtoken|password|passphrase/;
/** `SECRET_ARN`, `TokenName`: a reference to a secret, not its value. */
const REFERENCE_WORDS = /^(arn|name|path|prefix)$/;

/** True for names such as "DB_PASSWORD", "sharedKey", "/SM/xmpro/connectionString". */
export function isSecretName(name: string): boolean {
  const leaf = name.split(/[/:]|__|--/).at(-1) ?? "";
  const words = leaf
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    // In "pass-through", "pass" is no password.
    .replace(/pass[^a-z0-9]+through/, "passthrough")
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  if (SECRET_NAMES.includes(leaf)) return true;
  if (REFERENCE_WORDS.test(words.at(-1) ?? "")) return false;
  return words.some((word) => SECRET_WORDS.test(word)) || SECRET_PHRASE.test(words.join(""));
}

/** A reference is no secret, and neither is an empty value. */
function isHarmless(value: unknown): boolean {
  return value === undefined || value === "" || String(value).startsWith("arn:");
}

export const secretsByReference: Rule = {
  name: "secrets-by-reference",
  description: "Programs receive secrets by the ARN of an encrypted parameter, never as plain text that consoles show.",
  remedy: "Store the value in a SecureString. Pass its ARN in the namespace environmentsecrets, or in the container's `secrets`.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: ["ECS.8"],
  checks: [
    onResource(environment, ({ settings }) =>
      settingsOf(settings)
        .filter(({ namespace, name, value }) => namespace === PLAIN && isSecretName(name) && !isHarmless(known(value)))
        .map(({ name }) => `${PLAIN}/${name} must be in ${SECRETS}, got the value as text`),
    ),
    onResource(environment, ({ settings }) =>
      settingsOf(settings)
        .filter(({ namespace, value }) => namespace === SECRETS && !(known(value) ?? "arn:").startsWith("arn:"))
        .map(({ name }) => `${SECRETS}/${name} must be an ARN such as "arn:aws:ssm:…", got something else`),
    ),
    onResource(ssmParameter, (props, resource) => {
      // While its name is not known yet, the rule uses its logical name.
      const called = known(() => props.name) ?? resource.name;
      return isSecretName(String(called)) && props.type !== "SecureString"
        ? `type of ${quote(called)} must be "SecureString", got ${quote(props.type)}`
        : undefined;
    }),
    onResource(taskDefinition, ({ containerDefinitions }) => {
      const containers = containersOf(containerDefinitions);
      if (containers === undefined) return "containerDefinitions must be a JSON list of containers, got something else";
      return findEach(containers, ({ environment }) =>
        findEach(environment, ({ name, value }) =>
          (isSecretName(String(name)) && !isHarmless(value)) || PASSWORD_IN_URL.test(String(value))
            ? `${name} must be in the container's secrets, got the value as text`
            : undefined,
        ),
      );
    }),
  ],
};
