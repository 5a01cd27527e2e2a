import type { Inputs } from "../engine/cloud.ts";
import type { Outputs } from "./service.ts";

/** An argument that the program may leave to Pulumi, which then takes the logical name. */
export function given(inputs: Inputs, key: string, name: string): string {
  return (inputs[key] as string | undefined) ?? name;
}

/** ARN and name of a resource that AWS knows by its name. `isGlobal`: the ARN names no region. */
export function arn(service: string, resource: string, isGlobal = false): Outputs {
  return (name, inputs, { accountId, region }) => ({
    arn: `arn:aws:${service}:${isGlobal ? "" : region}:${accountId}:${resource}${given(inputs, "name", name)}`,
    name: given(inputs, "name", name),
  });
}
