import { ssmParameter } from "../../read/resource-types.ts";
import { isHarmless, isSecretName } from "../../read/secret-names.ts";
import { looksLikeSecret } from "../../read/secret-values.ts";
import { known } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const parametersEncrypted: Rule = {
  name: "parameters-encrypted",
  description: "Parameters of Systems Manager that hold a secret, by their name or by their value, are SecureStrings.",
  remedy: 'Set type to "SecureString", and keyId to the stack\'s key.',
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/systems-manager/latest/userguide/secure-string-parameter-kms-encryption.html",
  checks: [
    onResource(ssmParameter, (props, resource) => {
      if (props.type === "SecureString") return undefined;
      // Its logical name says what it is for, even if its physical name hides it or is not known yet.
      const called = known(() => props.name) ?? resource.name;
      const values = [known(() => props.value), known(() => props.insecureValue)];
      const isSecret =
        [called, resource.name].some((name) => isSecretName(String(name))) ||
        values.some((value) => !isHarmless(value) && looksLikeSecret(String(value)));
      return isSecret ? `type of ${quote(called)} must be "SecureString", got ${quote(props.type)}` : undefined;
    }),
    onResource(ssmParameter, ({ insecureValue, type }) =>
      insecureValue && type === "SecureString" ? "insecureValue must be left out of a SecureString, got a value" : undefined,
    ),
  ],
};
