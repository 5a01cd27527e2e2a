import type { AccountRegion, Cloud } from "../engine/cloud.ts";
import { resourceType, services } from "./services.ts";

const lookUps = Object.assign({}, ...services.map((service) => service.lookUps)) as NonNullable<
  (typeof services)[number]["lookUps"]
>;

/** Id of a resource in the offline cloud. */
export function idOf(type: string, name: string): string {
  return resourceType(type)?.id?.(name) ?? `${name}-id`;
}

/** A stand-in for AWS in this process, which knows the resource types and look-ups of this project only. */
export function offlineCloud(target: AccountRegion): Cloud {
  return {
    create(type, name, inputs, custom) {
      const known = resourceType(type);
      if (known !== undefined) return { id: idOf(type, name), outputs: { ...inputs, ...known.outputs?.(name, inputs, target) } };
      if (!custom) return { id: undefined, outputs: {} };
      throw new Error(
        `the offline cloud does not know the type ${type} (of "${name}"): add it to its service in preview/aws, and list the service in preview/aws/services.ts`,
      );
    },
    children: (type, name, inputs) => resourceType(type)?.children?.(name, inputs) ?? [],
    lookUp(token, inputs) {
      const lookUp = lookUps[token];
      if (lookUp === undefined)
        throw new Error(
          `the offline cloud does not know the look-up ${token}: add it to its service in preview/aws, and list the service in preview/aws/services.ts`,
        );
      return lookUp(inputs, target);
    },
  };
}
