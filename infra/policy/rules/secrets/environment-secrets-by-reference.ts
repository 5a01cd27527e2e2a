import { type Setting, settingsOf } from "../../read/beanstalk-settings.ts";
import { configurationTemplate, environment } from "../../read/resource-types.ts";
import { isHarmless, isSecretName } from "../../read/secret-names.ts";
import { holdsSecret, looksLikeSecret } from "../../read/secret-values.ts";
import { known } from "../../read/unknown-values.ts";
import { onResource, type Rule } from "../../rule.ts";

const SECRETS = "aws:elasticbeanstalk:application:environmentsecrets";
const REFERENCE = /^arn:aws[a-z-]*:(ssm:[a-z0-9-]+:\d{12}:parameter\/|secretsmanager:[a-z0-9-]+:\d{12}:secret:)[^\s]+$/;

/** Namespaces whose names and values the program chooses. In the others, AWS chooses the names. */
const FREE = /^aws:(elasticbeanstalk:(application:environment|customoption)|cloudformation:template:parameter)$/;

function isPlainSecret({ namespace, name, value }: Setting): boolean {
  // environment-no-database reports these.
  if (namespace === SECRETS || namespace.startsWith("aws:rds:")) return false;
  const text = known(value) ?? "";
  if (isHarmless(text)) return false;
  return isSecretName(name) || (FREE.test(namespace) ? looksLikeSecret(text) : holdsSecret(text));
}

export const environmentSecretsByReference: Rule = {
  name: "environment-secrets-by-reference",
  description: "Environments receive secrets by the ARN of an encrypted parameter, never as an option that the console shows.",
  remedy: `Store the value in a SecureString, and pass its ARN in the namespace ${SECRETS}.`,
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/AWSHowTo.secrets.env-vars.html",
  checks: [
    onResource([environment, configurationTemplate], ({ settings }) =>
      settingsOf(settings)
        .filter(isPlainSecret)
        .map(({ namespace, name }) => `${namespace}/${name} must be in ${SECRETS}, got the value as text`),
    ),
    onResource([environment, configurationTemplate], ({ settings }) =>
      settingsOf(settings)
        .filter(({ namespace, value }) => namespace === SECRETS && known(() => REFERENCE.test(value())) === false)
        .map(({ name }) => `${SECRETS}/${name} must be an ARN such as "arn:aws:ssm:…", got something else`),
    ),
  ],
};
