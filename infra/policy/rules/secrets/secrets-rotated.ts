import { pointsAt } from "../../read/points-at.ts";
import { secret, secretRotation } from "../../read/resource-types.ts";
import { onStack, type Rule } from "../../rule.ts";

export const secretsRotated: Rule = {
  name: "secrets-rotated",
  description: "Secrets Manager rotates its secrets automatically.",
  remedy: "Give the secret a SecretRotation, or keep it in a SecureString of Systems Manager.",
  severity: "medium",
  enforcementLevel: "advisory",
  controls: ["SecretsManager.1"],
  checks: [
    onStack(secret, (_, resource, all) =>
      all.some((other) => other.type === secretRotation && pointsAt(other, "secretId", resource))
        ? undefined
        : "the secret must have a SecretRotation, got none",
    ),
  ],
};
