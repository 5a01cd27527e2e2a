import type { CheckedResource } from "../../rule.ts";
import { type GroupRule, type Reference, rulesOf } from "./group-rules.ts";
import { isGroup, type Kind, type Use, usesOf } from "./group-users.ts";

/**
 * The security groups of a stack: their rules, and who uses them. A group has one key, whether a resource names it by its id or
 * refers to it.
 */
export class SecurityGroups {
  readonly rules: readonly GroupRule[];
  readonly uses: readonly Use[];
  readonly #keys = new Map<string, string>();

  private constructor(all: readonly CheckedResource[]) {
    this.rules = all.flatMap(rulesOf);
    this.uses = all.flatMap(usesOf);
    for (const { owner, groups } of this.rules) for (const reference of [owner, ...groups]) this.#learn(reference);
    for (const { ids, urns } of this.uses) if (ids.length === 1) this.#learn({ id: ids[0], urns });
  }

  static #last: { readonly all: readonly CheckedResource[]; readonly groups: SecurityGroups } | undefined;

  /** The groups of these resources. All rules ask about the same ones, so they are read once. */
  static of(all: readonly CheckedResource[]): SecurityGroups {
    if (SecurityGroups.#last?.all !== all) SecurityGroups.#last = { all, groups: new SecurityGroups(all) };
    return SecurityGroups.#last.groups;
  }

  /** Where an id and one reference stand together, they mean the same group. */
  #learn({ id, urns }: Reference): void {
    const [urn, ...others] = urns.filter(isGroup);
    if (id !== undefined && urn !== undefined && others.length === 0) this.#keys.set(id, urn);
  }

  /** The keys of the groups that a reference may mean; one, unless nobody knows which yet. */
  keysOf({ id, urns }: Reference): readonly string[] {
    return id === undefined ? urns.filter(isGroup) : [this.#keys.get(id) ?? id];
  }

  /** The key of the group that has the rule. */
  ownerOf(rule: GroupRule): string | undefined {
    return this.keysOf(rule.owner)[0];
  }

  /** The rules of one group in one direction. */
  rulesOf(key: string | undefined, inbound: boolean): GroupRule[] {
    return key === undefined ? [] : this.rules.filter((rule) => rule.inbound === inbound && this.ownerOf(rule) === key);
  }

  /** Who certainly uses a group. */
  usersOf(key: string | undefined): Use[] {
    return key === undefined ? [] : this.uses.filter((use) => this.groupsOf(use).includes(key));
  }

  /** Who uses a group or may do so. */
  possibleUsersOf(key: string): Use[] {
    return this.uses.filter((use) => this.groupsOf(use).includes(key) || use.possible.includes(key));
  }

  groupsOf({ ids, urns }: Pick<Use, "ids" | "urns">): string[] {
    return [...new Set([...ids.map((id) => this.#keys.get(id) ?? id), ...urns])];
  }

  /** Uses of a kind that certainly have the group of this rule. */
  holders(rule: GroupRule, ...kinds: readonly Kind[]): Use[] {
    return this.usersOf(this.ownerOf(rule)).filter(({ kind }) => kinds.includes(kind));
  }
}
