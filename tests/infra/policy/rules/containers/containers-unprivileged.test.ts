import { containersUnprivileged } from "../../../../../infra/policy/rules/containers/containers-unprivileged.ts";
import { describeContainers } from "./container-forms.ts";

const capabilities = (add: unknown) => ({ linuxParameters: { capabilities: { drop: ["ALL"], add } } });

describeContainers(containersUnprivileged, {
  accepted: [
    { privileged: false },
    { privileged: null },
    capabilities([]),
    { linuxParameters: { devices: [] } },
    { dockerSecurityOptions: ["no-new-privileges"] },
    { linuxParameters: undefined },
  ],
  reported: [
    ...[true, "true", 1, "yes"].map((privileged) => [{ privileged }, 'privileged of "relay" must be left out'] as const),
    ...[["SYS_ADMIN"], ["ALL"], "NET_ADMIN", ["SYS_PTRACE"]].map(
      (add) => [capabilities(add), 'capabilities.add of "relay" must be empty'] as const,
    ),
    [{ linuxParameters: { devices: [{ hostPath: "/dev/kvm" }] } }, 'devices of "relay" must be empty'],
    [{ dockerSecurityOptions: ["seccomp:unconfined"] }, 'dockerSecurityOptions of "relay" must be left out'],
    [{ dockerSecurityOptions: ["no-new-privileges", "label:disable"] }, 'dockerSecurityOptions of "relay" must be left out'],
    [{ dockerSecurityOptions: ["no-new-privileges:false"] }, 'dockerSecurityOptions of "relay" must be left out'],
  ],
});
