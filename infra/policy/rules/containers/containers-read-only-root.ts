import { inProd } from "../../in-prod.ts";
import { containersOf } from "../../read/containers.ts";
import { isMarketplaceImage } from "../../read/images.ts";
import { pointsAt } from "../../read/points-at.ts";
import { ecsService, taskDefinition } from "../../read/resource-types.ts";
import { isOff, isTrue } from "../../read/scalars.ts";
import { findEach, known } from "../../read/unknown-values.ts";
import { type Check, type CheckedResource, onStack, quote, type Rule } from "../../rule.ts";

/** ECS Exec writes into the container. */
function hasExec(task: CheckedResource, all: readonly CheckedResource[]): boolean {
  return all.some(
    (other) =>
      other.type === ecsService &&
      pointsAt(other, "taskDefinition", task) &&
      known(() => isOff(other.props.enableExecuteCommand)) === false,
  );
}

function readOnly(appliesTo: (exec: boolean) => boolean): Check {
  return onStack(taskDefinition, ({ containerDefinitions }, task, all) => {
    if (!appliesTo(hasExec(task, all))) return undefined;
    return findEach(containersOf(containerDefinitions), ({ name, image, readonlyRootFilesystem }) =>
      isTrue(readonlyRootFilesystem) || isMarketplaceImage(image)
        ? undefined
        : `readonlyRootFilesystem of ${quote(name)} must be true, got ${quote(readonlyRootFilesystem)}`,
    );
  });
}

export const containersReadOnlyRoot: Rule = {
  name: "containers-read-only-root",
  description:
    "Nobody can change a container's programs while it runs. Not for images of AWS Marketplace, and outside of production not with ECS Exec.",
  remedy: "Set readonlyRootFilesystem to true, and mount a volume for the directories that the program writes to.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ECS.5"],
  checks: [readOnly((exec) => !exec), inProd(readOnly((exec) => exec))],
};
