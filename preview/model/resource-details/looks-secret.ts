// What may be a secret although nothing marks it so. It is better to hide a harmless value than to print a password.
import { isHarmless, isSecretName } from "../../../infra/policy/read/secret-names.ts";
import { looksLikeSecret } from "../../../infra/policy/read/secret-values.ts";

/** Arguments and settings that are about a key, a token or a password, or sound like it, and hold none. */
const HARMLESS: ReadonlySet<string> = new Set([
  "PASS_HEADERS",
  "authTokenUpdateStrategy",
  "customerMasterKeySpec",
  "hashKey",
  "httpTokens",
  "keyId",
  "keyName",
  "keySpec",
  "keyUsage",
  "kmsKey",
  "kmsKeyId",
  "kmsMasterKeyId",
  "manageMasterUserPassword",
  "masterUserSecretKmsKeyId",
  "passwordReusePrevention",
  "performanceInsightsKmsKeyId",
  "publicKey",
  "rangeKey",
  "relayPassHeaders",
  "targetKeyId",
]);
/** Names of variables, and the ARNs that ECS reads their values from. */
const REFERENCES = /^containerDefinitions(\[\d+\])*\.secrets$/;

/** The policy pack leaves these alone, as a false alarm costs more there. */
const VALUES: readonly RegExp[] = [
  /(?<![:\w])(password|pwd|passphrase|secret|token)\s*[=:]\s*[^\s;,]+/i,
  // A digest of 32 digits and more identifies something. Nobody can tell it from a key.
  /(?<![0-9a-z])(?=[0-9a-f]*[a-f])(?=[a-f]*\d)[0-9a-f]{32,}(?![0-9a-z])/i,
];

/** True for the path of an argument that holds a secret by its name, such as "settings.SMTPPASS". */
export function isSecretArgument(path: string): boolean {
  const named = path.replace(/(\[\d+\])+$/, "");
  const leaf = named.split(/[.\s]/).at(-1) ?? "";
  return !HARMLESS.has(leaf) && !REFERENCES.test(named) && isSecretName(leaf);
}

/** True for a value that may be a secret, by the name of its argument or by its form. */
export function looksSecret(path: string, value: string): boolean {
  if (isSecretArgument(path) && !isHarmless(value)) return true;
  return looksLikeSecret(value) || VALUES.some((form) => form.test(value));
}
