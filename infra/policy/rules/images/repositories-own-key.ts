import { ecrRepository } from "../../read/resource-types.ts";
import { findEach } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

export const repositoriesOwnKey: Rule = {
  name: "repositories-own-key",
  description: "Images in ECR are encrypted with a KMS key, whose use can be revoked.",
  remedy: "Set encryptionConfigurations to type KMS with the stack's key when the repository is created.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["ECR.5"],
  checks: [
    onResource(ecrRepository, ({ encryptionConfigurations }) => {
      const kinds = findEach(encryptionConfigurations, ({ encryptionType }) => String(encryptionType));
      const wrong = kinds.find((kind) => kind !== "KMS" && kind !== "KMS_DSSE");
      if (Array.isArray(encryptionConfigurations) && encryptionConfigurations.length > 0 && wrong === undefined) return undefined;
      return `encryptionConfigurations must be of type "KMS", got ${quote(wrong)}`;
    }),
  ],
};
