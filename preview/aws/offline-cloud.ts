import type { Cloud, Place } from "../engine/cloud.ts";
import { resourceType, services } from "./services.ts";

const lookUps = Object.assign({}, ...services.map((service) => service.lookUps)) as NonNullable<
  (typeof services)[number]["lookUps"]
>;

/** What the offline cloud calls a resource. */
export function idOf(type: string, name: string): string {
  return resourceType(type)?.id?.(name) ?? `${name}-id`;
}

/** An AWS that exists in this process alone. */
export function offlineCloud(where: Place): Cloud {
  return {
    create(type, name, inputs, custom) {
      const known = resourceType(type);
      if (known !== undefined) return { id: idOf(type, name), outputs: { ...inputs, ...known.outputs?.(name, inputs, where) } };
      if (!custom) return { id: undefined, outputs: {} };
      throw new Error(`the offline cloud does not know the type ${type} (of "${name}"): add it to its service in preview/aws`);
    },
    parts: (type, name, inputs) => resourceType(type)?.parts?.(name, inputs) ?? [],
    lookUp(token, inputs) {
      const answer = lookUps[token];
      if (answer === undefined)
        throw new Error(`the offline cloud does not know the look-up ${token}: add it to its service in preview/aws`);
      return answer(inputs, where);
    },
  };
}
