import type { CheckedResource } from "../../rule.ts";
import { nested } from "../nested.ts";
import { known, knownItems, strings } from "../unknown-values.ts";
import type { Reference } from "./group-rules.ts";

const LIST = "aws:ec2/managedPrefixList:ManagedPrefixList";
const ENTRY = "aws:ec2/managedPrefixListEntry:ManagedPrefixListEntry";

/**
 * The ranges of a prefix list of the stack; undefined for any other list, whose owner decides who is in it. AWS's own lists for
 * inbound traffic have addresses that every customer of AWS can send from.
 */
export function rangesOfPrefixList({ id, urns }: Reference, all: readonly CheckedResource[]): readonly string[] | undefined {
  const list = all.find(
    (resource) =>
      resource.type === LIST && (urns.includes(resource.urn) || (id !== undefined && known(() => resource.props.id) === id)),
  );
  if (list === undefined) return undefined;
  const entries = known(() => list.props.entries);
  const own = knownItems(entries).flatMap((entry) => strings(known(() => nested(entry, "cidr"))));
  const separate = all
    .filter(({ type, props, propertyDependencies }) => {
      if (type !== ENTRY) return false;
      const listId = known(() => props.prefixListId);
      return propertyDependencies?.prefixListId?.includes(list.urn) || (listId !== undefined && listId === id);
    })
    .flatMap(({ props }) => strings(known(() => props.cidr)));
  return [...own, ...separate];
}
