import { known } from "../../read/unknown-values.ts";

/** The length of a list; undefined where it is no list, or not known yet. */
export function listLength(read: () => unknown): number | undefined {
  const list = known(read);
  return Array.isArray(list) ? list.length : undefined;
}
