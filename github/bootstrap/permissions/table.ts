import type { Needs, Rows } from "./needs.ts";
import { compute } from "./rows/compute.ts";
import { data } from "./rows/data.ts";
import { edge } from "./rows/edge.ts";
import { identity } from "./rows/identity.ts";
import { messages } from "./rows/messages.ts";
import { network } from "./rows/network.ts";

/**
 * Every type and look-up of the program, and the IAM actions that the provider needs for it. Sources: the handlers' permissions in CloudFormation's
 * resource schemas, AWS's managed policies where they are named, and the calls that the rehearsal records.
 */
export const TABLE: Rows = { ...network, ...compute, ...data, ...identity, ...edge, ...messages };

/** What a type needs. Undefined: nobody has looked yet. */
export function needsOf(token: string): Needs | undefined {
  return Object.hasOwn(TABLE, token) ? TABLE[token] : undefined;
}
