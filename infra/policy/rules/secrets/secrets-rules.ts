import type { Rule } from "../../rule.ts";
import { containerSecretsByReference } from "./container-secrets-by-reference.ts";
import { environmentSecretsByReference } from "./environment-secrets-by-reference.ts";
import { noSecretsInArguments } from "./no-secrets-in-arguments.ts";
import { parametersEncrypted } from "./parameters-encrypted.ts";
import { passwordsLong } from "./passwords-long.ts";
import { secretsRotated } from "./secrets-rotated.ts";

export const secretsRules: readonly Rule[] = [
  environmentSecretsByReference,
  containerSecretsByReference,
  parametersEncrypted,
  noSecretsInArguments,
  passwordsLong,
  secretsRotated,
];
