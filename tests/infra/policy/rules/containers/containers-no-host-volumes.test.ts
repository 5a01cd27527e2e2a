import { expect, it } from "vitest";
import { containersNoHostVolumes } from "../../../../../infra/policy/rules/containers/containers-no-host-volumes.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";
import { describeContainers, TASK } from "./container-forms.ts";

const found = (...volumes: unknown[]) => findingsOf(containersNoHostVolumes, checkedResource(TASK, { volumes }));

describeContainers(containersNoHostVolumes, {
  accepted: [{ mountPoints: [{ sourceVolume: "tmp", containerPath: "/tmp" }] }],
  reported: ["/var/run/docker.sock", "/run/containerd/containerd.sock"].map((containerPath) => [
    { mountPoints: [{ containerPath: "/tmp" }, { containerPath }] },
    'mountPoints of "relay" must have no socket',
  ]),
});

it.each([
  { name: "v", hostPath: "/" },
  { name: "v", hostPath: "/var/run/docker.sock" },
  { name: "v", host: { sourcePath: "/etc" } },
  { name: "v", dockerVolumeConfiguration: { driver: "local", driverOpts: { type: "none", device: "/", o: "bind" } } },
])("containers-no-host-volumes reports the volume %j", (volume) => {
  expect(found(UNKNOWN, { name: "tmp" }, volume)).toEqual([expect.stringContaining('the volume "v" must be of the task')]);
});

it("containers-no-host-volumes accepts volumes that end with the task, and EFS", () => {
  expect(
    found({ name: "tmp" }, { name: "data", efsVolumeConfiguration: { fileSystemId: "fs-1" } }, { name: "v", host: {} }),
  ).toEqual([]);
});
