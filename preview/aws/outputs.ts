import type { Inputs } from "../engine/cloud.ts";
import type { Outputs } from "./service.ts";

/** A name argument. Without one Pulumi generates a name, here the logical name. */
export function inputOrName(inputs: Inputs, key: string, name: string): string {
  return (inputs[key] as string | undefined) ?? name;
}

/** ARN and name of a resource whose ARN ends in its name. `isGlobal`: the ARN has no region. */
export function arn(service: string, resource: string, isGlobal = false): Outputs {
  return (name, inputs, { accountId, region }) => ({
    arn: `arn:aws:${service}:${isGlobal ? "" : region}:${accountId}:${resource}${inputOrName(inputs, "name", name)}`,
    name: inputOrName(inputs, "name", name),
  });
}
