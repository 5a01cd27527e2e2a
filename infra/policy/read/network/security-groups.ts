import type { CheckedResource } from "../../rule.ts";
import { textOf } from "../unknown-values.ts";
import { type GroupRule, type Reference, rulesOf } from "./group-rules.ts";
import { isGroup, type Kind, type Use, usesOf } from "./group-users.ts";

/**
 * The security groups of a stack: their rules, and who uses them. A group has one key, whether a resource names it by its id or
 * refers to it.
 */
export class SecurityGroups {
  readonly rules: readonly GroupRule[];
  readonly uses: readonly Use[];
  readonly #keys: ReadonlyMap<string, string>;

  private constructor(all: readonly CheckedResource[]) {
    this.rules = all.flatMap(rulesOf);
    this.uses = all.flatMap(usesOf);
    const pairs = new Pairs();
    for (const { urn, props } of all) if (isGroup(urn)) pairs.add({ id: textOf(() => props.id), urns: [urn] }, CERTAIN);
    for (const { owner, groups } of this.rules) for (const reference of [owner, ...groups]) pairs.add(reference, 1);
    for (const { ids, referred } of this.uses) if (ids.length === 1) pairs.add({ id: ids[0], urns: referred }, 1);
    this.#keys = pairs.matched();
  }

  static #last: { readonly all: readonly CheckedResource[]; readonly groups: SecurityGroups } | undefined;

  /** The groups of these resources. All rules ask about the same ones, so they are read once. */
  static of(all: readonly CheckedResource[]): SecurityGroups {
    if (SecurityGroups.#last?.all !== all) SecurityGroups.#last = { all, groups: new SecurityGroups(all) };
    return SecurityGroups.#last.groups;
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

  /** True if the key is that of a group which this stack creates. */
  isOfStack(key: string): boolean {
    return isGroup(key);
  }

  /** True if the id of this group is known. */
  isMatched(urn: string): boolean {
    return [...this.#keys.values()].includes(urn);
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

/** A group's own resource says its id. */
const CERTAIN = 1000;

/**
 * Ids and URNs that stand together, and how often. A program may write out another id where it referred to a group before, so an id
 * and a URN mean the same group only if each stands with the other most often.
 */
class Pairs {
  readonly #byId = new Map<string, Map<string, number>>();
  readonly #byUrn = new Map<string, Map<string, number>>();

  add({ id, urns }: Reference, weight: number): void {
    const [urn, ...others] = urns.filter(isGroup);
    if (id === undefined || urn === undefined || others.length > 0) return;
    count(this.#byId, id, urn, weight);
    count(this.#byUrn, urn, id, weight);
  }

  matched(): Map<string, string> {
    const pairs = [...this.#byId].map(([id, urns]) => [id, mostOf(urns)] as const);
    return new Map(pairs.filter(([id, urn]) => mostOf(this.#byUrn.get(urn) ?? new Map()) === id));
  }
}

function count(table: Map<string, Map<string, number>>, one: string, other: string, weight: number): void {
  const row = table.get(one) ?? new Map<string, number>();
  table.set(one, row.set(other, (row.get(other) ?? 0) + weight));
}

function mostOf(row: ReadonlyMap<string, number>): string {
  return [...row].reduce((best, entry) => (entry[1] > best[1] ? entry : best), ["", 0])[0];
}
