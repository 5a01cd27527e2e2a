import { ecrRepository } from "../../read/resource-types.ts";
import { type Rule, requireValue } from "../../rule.ts";

export const repositoriesImmutable: Rule = {
  name: "repositories-immutable",
  description: "A tag of an image in ECR always means the same image. There are no exceptions for some tags.",
  remedy: "Set imageTagMutability to IMMUTABLE.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["ECR.2"],
  checks: [requireValue(ecrRepository, "imageTagMutability", "IMMUTABLE")],
};
