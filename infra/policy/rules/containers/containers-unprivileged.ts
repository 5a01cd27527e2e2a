import { findParts, onContainers } from "../../checks/container-checks.ts";
import { nested } from "../../read/nested.ts";
import { isOff } from "../../read/scalars.ts";
import { quote, type Rule } from "../../rule.ts";

/** The only option that takes rights away. */
const HARMLESS = /^no-new-privileges(:true)?$/;

function items(value: unknown): unknown[] {
  return value === undefined || value === null ? [] : [value].flat();
}

export const containersUnprivileged: Rule = {
  name: "containers-unprivileged",
  description: "Containers have no rights of the host: they are not privileged, and have no added capabilities and no devices.",
  remedy: "Leave out privileged, linuxParameters.capabilities.add, linuxParameters.devices and dockerSecurityOptions.",
  severity: "critical",
  enforcementLevel: "mandatory",
  controls: ["ECS.4"],
  checks: [
    onContainers((container) => {
      const name = quote(container.name);
      const linux = () => container.linuxParameters;
      return findParts(
        () =>
          isOff(container.privileged) ? undefined : `privileged of ${name} must be left out, got ${quote(container.privileged)}`,
        () => {
          const added = items(nested(nested(linux(), "capabilities"), "add"));
          return added.length === 0
            ? undefined
            : `linuxParameters.capabilities.add of ${name} must be empty, got ${quote(added)}`;
        },
        () =>
          items(nested(linux(), "devices")).length === 0
            ? undefined
            : `linuxParameters.devices of ${name} must be empty, got devices of the host`,
        () => {
          const options = items(container.dockerSecurityOptions).filter((option) => !HARMLESS.test(String(option)));
          return options.length === 0 ? undefined : `dockerSecurityOptions of ${name} must be left out, got ${quote(options)}`;
        },
      );
    }),
  ],
};
