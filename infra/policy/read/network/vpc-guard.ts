import { type Check, type CheckedResource, onStack } from "../../rule.ts";
import { pointsAt } from "../points-at.ts";
import { vpc, vpcComponent } from "../resource-types.ts";

/**
 * A check that each VPC has what `isGuard` accepts, whose `argument` refers to the VPC. The plugin of awsx creates the VPC, which the
 * offline preview does not see. There the component is checked instead.
 */
export function vpcHas(argument: string, isGuard: (resource: CheckedResource) => boolean, missing: string): Check {
  return onStack([vpc, vpcComponent], (_, network, all) => {
    if (network.type === vpcComponent && all.some(({ type, opts }) => type === vpc && opts.parent === network.urn))
      return undefined;
    const component = all.find(({ type, urn }) => type === vpcComponent && urn === network.opts.parent);
    const names = [network, component].filter((resource) => resource !== undefined);
    const isGuarded = all.some((other) => isGuard(other) && names.some((name) => pointsAt(other, argument, name)));
    return isGuarded ? undefined : missing;
  });
}
