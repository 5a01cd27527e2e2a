import { type Leaf, leavesOf } from "../../read/leaves.ts";
import { configurationTemplate, environment, ssmParameter, taskDefinition } from "../../read/resource-types.ts";
import { holdsSecret } from "../../read/secret-values.ts";
import { type CheckedResource, onEveryResource, type Rule } from "../../rule.ts";

/** Arguments that exist to hold a secret. Pulumi encrypts them in its state, and consoles do not show them. */
const FOR_SECRETS =
  /^(password(Wo)?|masterPassword(Wo)?|masterUserPassword|authToken|passwords|authenticationMode\.passwords|secretString(Wo)?|secretBinary|privateKey(Wo)?|registry\.password|registries\.\d+\.password)(\.\d+)?$/;

/** Arguments that a rule about secrets of this type checks. */
const CHECKED_ELSEWHERE: Readonly<Record<string, RegExp>> = {
  [environment]: /^(settings|allSettings)\b/,
  [configurationTemplate]: /^settings\b/,
  [taskDefinition]: /^containerDefinitions\b/,
  [ssmParameter]: /^(value|insecureValue|valueWo)$/,
};

/** Here each result is a secret, or all of them are in the state alone. */
const STATE_ONLY = /^(random|tls|pulumi|command):|^aws:iam\/accessKey:/;

function isChecked({ type }: CheckedResource, { path }: Leaf): boolean {
  return FOR_SECRETS.test(path) || CHECKED_ELSEWHERE[type]?.test(path) === true;
}

export const noSecretsInArguments: Rule = {
  name: "no-secrets-in-arguments",
  description:
    "No private key, key of AWS, token or password is in user data, a tag, a description, a template or any other argument that consoles show.",
  remedy: "Store the value in a SecureString, and let the program read it from there. Replace it, as it has been seen.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_identities_secrets.html",
  checks: [
    onEveryResource((resource) => {
      if (!resource.custom || STATE_ONLY.test(resource.type)) return undefined;
      return leavesOf(resource.props)
        .filter((leaf) => typeof leaf.value === "string" && !isChecked(resource, leaf) && holdsSecret(leaf.value))
        .map(({ path }) => `${path} must hold no secret, got text in the form of one`);
    }),
  ],
};
