import { type Leaf, leavesOf } from "../../read/leaves.ts";
import {
  configurationTemplate,
  ec2Instance,
  environment,
  launchConfiguration,
  launchTemplate,
  ssmParameter,
  taskDefinition,
} from "../../read/resource-types.ts";
import { isHarmless, isSecretName } from "../../read/secret-names.ts";
import { assignsSecret, holdsSecret } from "../../read/secret-values.ts";
import { type CheckedResource, onEveryResource, type Rule } from "../../rule.ts";

/** Arguments that exist to hold a secret. Pulumi encrypts them in its state, and consoles do not show them. */
const FOR_SECRETS =
  /^(password(Wo)?|masterPassword(Wo)?|masterUserPassword|authToken|passwords|authenticationMode\.passwords|secretString(Wo)?|secretBinary|privateKey(Wo)?|registry\.password|registries\.\d+\.password)(\.\d+)?$/;

const USER_DATA = /^userData(Base64)?$/;
/** Arguments that another rule about secrets checks. */
const CHECKED_ELSEWHERE: Readonly<Record<string, RegExp>> = {
  [environment]: /^(settings|allSettings)\b/,
  [configurationTemplate]: /^settings\b/,
  [taskDefinition]: /^containerDefinitions\b/,
  [ec2Instance]: USER_DATA,
  [launchConfiguration]: USER_DATA,
  [launchTemplate]: USER_DATA,
  "aws:ec2/spotInstanceRequest:SpotInstanceRequest": USER_DATA,
  [ssmParameter]: /^(value|insecureValue|valueWo)$/,
};

/** Here each result is a secret, or all of them are in the state alone. */
const STATE_ONLY = /^(random|tls|pulumi|command):|^aws:iam\/accessKey:/;

/** Scripts and templates. */
const SCRIPT = /^(userData|userDataBase64|templateBody|content|buildspec|inlineCode|definition)$/i;
/** Maps in which the program chooses the names. */
const NAMED = /(^|\.)(tags|tagsAll|variables|environmentVariables|parameters|metadata|labels|args)\.[^.]+$/;

function isSecret({ key, path, value }: Leaf): boolean {
  if (typeof value !== "string") return false;
  if (NAMED.test(path) && isSecretName(key) && !isHarmless(value)) return true;
  return SCRIPT.test(key) ? assignsSecret(value) : holdsSecret(value);
}

function isChecked({ type }: CheckedResource, { path }: Leaf): boolean {
  return FOR_SECRETS.test(path) || CHECKED_ELSEWHERE[type]?.test(path) === true;
}

export const noSecretsInArguments: Rule = {
  name: "no-secrets-in-arguments",
  description:
    "No private key, key of AWS, token or password is in a tag, a description, a template or any other argument that consoles show.",
  remedy: "Store the value in a SecureString, and let the program read it from there. Replace it, as it has been seen.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/wellarchitected/latest/framework/sec_identities_secrets.html",
  checks: [
    onEveryResource((resource) => {
      if (!resource.custom || STATE_ONLY.test(resource.type)) return undefined;
      return leavesOf(resource.props)
        .filter((leaf) => !isChecked(resource, leaf) && isSecret(leaf))
        .map(({ path }) => `${path} must hold no secret, got text in the form of one`);
    }),
  ],
};
