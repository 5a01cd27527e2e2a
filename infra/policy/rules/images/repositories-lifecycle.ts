import { pointsAt } from "../../read/points-at.ts";
import { ecrRepository, lifecyclePolicy } from "../../read/resource-types.ts";
import { known } from "../../read/unknown-values.ts";
import { onStack, type Rule } from "../../rule.ts";

export const repositoriesLifecycle: Rule = {
  name: "repositories-lifecycle",
  description: "Repositories delete old images, which nobody patches and everybody pays for.",
  remedy: "Give the repository a LifecyclePolicy.",
  severity: "low",
  enforcementLevel: "advisory",
  controls: ["ECR.3"],
  checks: [
    onStack(ecrRepository, (_, repository, all) => {
      const name = known(() => repository.props.name);
      const found = all.some(
        (other) =>
          other.type === lifecyclePolicy &&
          (pointsAt(other, "repository", repository) ||
            other.dependencies?.includes(repository.urn) ||
            (name !== undefined && known(() => other.props.repository) === name)),
      );
      return found ? undefined : "the repository must have a LifecyclePolicy, got none";
    }),
  ],
};
