import { settingsOf } from "../read/beanstalk-settings.ts";
import { containersOf } from "../read/containers.ts";
import { environment, ssmParameter, taskDefinition } from "../read/resource-types.ts";
import { findEach, known } from "../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../rule.ts";

const PLAIN = "aws:elasticbeanstalk:application:environment";
const SECRETS = "aws:elasticbeanstalk:application:environmentsecrets";

const SECRET_WORDS = /^(pass(word|wd|phrase)?s?|pwd|secrets?|tokens?|keys?|apikeys?|credentials?|seeds?)$/;
/** The older name of the relay's secret, which does not sound like one. */
const SECRET_NAMES: readonly string[] = ["SERVER_ID"];
/** In a URL: `rediss://user:password@host`. */
const PASSWORD_IN_URL = /:\/\/[^/@\s]*:[^/@\s]+@/;
const SECRET_PHRASE = /connectionstring|privatekey|accesskey|apikey|authtoken|password|passphrase/;
/** `SECRET_ARN`, `TokenName`: where a secret is, not what it says. */
const REFERENCE_WORDS = /^(arn|name|path|prefix)$/;

/** True for names such as "DB_PASSWORD", "sharedKey", "/SM/xmpro/connectionString". */
export function soundsSecret(name: string): boolean {
  const leaf = name.split(/[/:]|__|--/).at(-1) ?? "";
  const words = leaf
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    // A route that passes through is no pass.
    .replace(/pass[^a-z0-9]+through/, "passthrough")
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  if (SECRET_NAMES.includes(leaf)) return true;
  if (REFERENCE_WORDS.test(words.at(-1) ?? "")) return false;
  return words.some((word) => SECRET_WORDS.test(word)) || SECRET_PHRASE.test(words.join(""));
}

/** A reference may stand in the clear, and so may nothing at all. */
function isHarmless(value: unknown): boolean {
  return value === undefined || value === "" || String(value).startsWith("arn:");
}

export const secretsByReference: Rule = {
  name: "secrets-by-reference",
  description: "Secrets are handed on by the ARN of an encrypted parameter, never as text that consoles show.",
  remedy:
    "Keep the value in a SecureString and hand on its ARN, in the namespace environmentsecrets or as the container's `secrets`.",
  severity: "critical",
  controls: ["ECS.8"],
  checks: [
    onResource(environment, ({ settings }) =>
      settingsOf(settings)
        .filter(({ namespace, name, value }) => namespace === PLAIN && soundsSecret(name) && !isHarmless(known(value)))
        .map(({ name }) => `${PLAIN}/${name} must be in ${SECRETS}, got its text`),
    ),
    onResource(environment, ({ settings }) =>
      settingsOf(settings)
        .filter(({ namespace, value }) => namespace === SECRETS && !(known(value) ?? "arn:").startsWith("arn:"))
        .map(({ name }) => `${SECRETS}/${name} must be an ARN such as "arn:aws:ssm:…", got something else`),
    ),
    onResource(ssmParameter, (props, resource) => {
      // Until it is named, it goes by the program's name for it.
      const called = known(() => props.name) ?? resource.name;
      return soundsSecret(String(called)) && props.type !== "SecureString"
        ? `type of ${quote(called)} must be "SecureString", got ${quote(props.type)}`
        : undefined;
    }),
    onResource(taskDefinition, ({ containerDefinitions }) => {
      const containers = containersOf(containerDefinitions);
      if (containers === undefined) return "containerDefinitions must be a JSON list of containers, got something else";
      return findEach(containers, ({ environment }) =>
        findEach(environment, ({ name, value }) =>
          (soundsSecret(String(name)) && !isHarmless(value)) || PASSWORD_IN_URL.test(String(value))
            ? `${name} must be among the container's secrets, got its text`
            : undefined,
        ),
      );
    }),
  ],
};
