import { findParts, onContainers } from "../../checks/container-checks.ts";
import type { Container } from "../../read/containers.ts";
import { leavesOf } from "../../read/leaves.ts";
import { isObject, nested } from "../../read/nested.ts";
import { isHarmless, isSecretName } from "../../read/secret-names.ts";
import { isPlaceholder } from "../../read/secret-placeholders.ts";
import { assignsSecret, holdsSecret, looksLikeSecret } from "../../read/secret-values.ts";
import { findEach, strings } from "../../read/unknown-values.ts";
import { type Findings, quote, type Rule } from "../../rule.ts";

/** A secret by its name or by its value. A reference is none. */
function isSecret(name: unknown, value: unknown): boolean {
  return !isHarmless(value) && (isSecretName(String(name)) || looksLikeSecret(String(value)));
}

/** `["--password", "…"]` and `["--password=…"]`, and all words as one command. A variable of the shell is no secret. */
function hasSecretArgument(command: unknown): boolean {
  const words = strings(command);
  if (assignsSecret(words.join(" "))) return true;
  return words.some((word, at) => {
    const [flag = "", value = words[at + 1] ?? ""] = word.split(/=(.*)/s);
    const isFlag = /^--?[A-Za-z][\w-]*$/.test(flag) && isSecretName(flag);
    return looksLikeSecret(word) || (isFlag && !value.startsWith("-") && !isPlaceholder(value) && !isHarmless(value));
  });
}

function pairs(property: string, map: unknown): Findings {
  if (!isObject(map)) return undefined;
  const found = Object.keys(map).filter((name) => isSecret(name, map[name]));
  return found.map((name) => `${property}.${name} must be in the container's secrets, got the value as text`);
}

function parts(container: Container): (() => Findings)[] {
  const name = quote(container.name);
  return [
    () =>
      findEach(container.environment, ({ name: variable, value }) =>
        isSecret(variable, value) ? `${variable} must be in the container's secrets, got the value as text` : undefined,
      ),
    () =>
      Array.isArray(container.environmentFiles) && container.environmentFiles.length > 0
        ? `environmentFiles of ${name} must be left out, got files in a bucket that hold variables as text`
        : undefined,
    ...["command", "entryPoint"].map(
      (property) => () =>
        hasSecretArgument(container[property]) ? `${property} of ${name} must name no secret, got one as text` : undefined,
    ),
    () =>
      hasSecretArgument(nested(container.healthCheck, "command"))
        ? `healthCheck.command of ${name} must name no secret, got one as text`
        : undefined,
    () => pairs("dockerLabels", container.dockerLabels),
    () => pairs("logConfiguration.options", nested(container.logConfiguration, "options")),
    () => {
      const credentials = nested(container.repositoryCredentials, "credentialsParameter");
      return isHarmless(credentials) ? undefined : `credentialsParameter of ${name} must be an ARN, got something else`;
    },
  ];
}

export const containerSecretsByReference: Rule = {
  name: "container-secrets-by-reference",
  description: "Containers receive secrets by the ARN of an encrypted parameter, never as plain text that the console shows.",
  remedy: "Store the value in a SecureString, and pass its ARN in the container's `secrets`.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: ["ECS.8"],
  checks: [
    onContainers((container) => {
      const found = findParts(...parts(container));
      if (found.length > 0) return found;
      return leavesOf(container)
        .filter(({ value }) => typeof value === "string" && holdsSecret(value))
        .map(({ path }) => `${path} of ${quote(container.name)} must hold no secret, got one as text`);
    }),
  ],
};
