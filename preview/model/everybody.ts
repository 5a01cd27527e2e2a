import { isEverybody as areEverybody, parseRange } from "../../infra/policy/read/network/ranges.ts";

/** Who may read a bucket whose policy has no conditions. */
export const WITHOUT_CREDENTIALS = "anybody, without credentials";

/** True for a source or a target that is practically everybody, such as 0.0.0.0/0, ::/0 or 0.0.0.0/1. A prefix list is not. */
export function isEverybody(who: string): boolean {
  return who === WITHOUT_CREDENTIALS || (parseRange(who) !== undefined && areEverybody([who]));
}

/** "anybody (0.0.0.0/0)", or the source itself. */
export function whoOf(source: string): string {
  return isEverybody(source) && source !== WITHOUT_CREDENTIALS ? `anybody (${source})` : source;
}
