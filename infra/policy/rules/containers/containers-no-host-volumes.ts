import { onContainers } from "../../checks/container-checks.ts";
import { nested } from "../../read/nested.ts";
import { taskDefinition } from "../../read/resource-types.ts";
import { findEach } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

/** A directory or a driver of the host. With neither, AWS gives an empty volume that ends with the task. */
function isOfHost(volume: Readonly<Record<string, unknown>>): boolean {
  return Boolean(volume.hostPath || nested(volume.host, "sourcePath") || volume.dockerVolumeConfiguration);
}

export const containersNoHostVolumes: Rule = {
  name: "containers-no-host-volumes",
  description:
    "Tasks mount no directory, no volume driver and no socket of the host: with Docker's socket a container owns the host.",
  remedy: "Remove hostPath and dockerVolumeConfiguration. Use a volume without them, or EFS.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/bind-mounts.html",
  checks: [
    onResource(taskDefinition, ({ volumes }) =>
      findEach(volumes, (volume) =>
        isOfHost(volume) ? `the volume ${quote(volume.name)} must be of the task, got one of the host` : undefined,
      ),
    ),
    onContainers(({ name, mountPoints }) =>
      findEach(mountPoints, ({ containerPath }) =>
        /\.sock$/.test(String(containerPath))
          ? `mountPoints of ${quote(name)} must have no socket, got ${quote(containerPath)}`
          : undefined,
      ),
    ),
  ],
};
