import type { ResourceDetails } from "./resource-details/resource-details.ts";
import type { SettingValue } from "./setting-values.ts";

/** What one stack has differently from another. Names of the stacks and accounts themselves do not count. */
export interface StackDifferences {
  readonly settings: readonly DifferentValue[];
  readonly onlyInFirst: readonly ResourceDetails[];
  readonly onlyInSecond: readonly ResourceDetails[];
  readonly arguments: readonly (DifferentValue & { readonly noun: string; readonly resource: string })[];
}

export interface DifferentValue {
  readonly name: string;
  readonly first: string;
  readonly second: string;
}

const VPC = "aws:ec2/vpc:Vpc";

interface Side {
  readonly stack: string;
  readonly accountId: string;
  readonly settings: readonly SettingValue[];
  readonly details: readonly ResourceDetails[];
}

/** Differences of settings, of resources, and of the arguments of the resources that both have. */
export function stackDifferences(first: Side, second: Side): StackDifferences {
  const firstByKey = byKey(first);
  const secondByKey = byKey(second);
  return {
    settings: different(first, second, first.settings, second.settings),
    onlyInFirst: [...firstByKey].filter(([key]) => !secondByKey.has(key)).map(([, resource]) => resource),
    onlyInSecond: [...secondByKey].filter(([key]) => !firstByKey.has(key)).map(([, resource]) => resource),
    arguments: [...firstByKey].flatMap(([key, resource]) => {
      const counterpart = secondByKey.get(key);
      if (counterpart === undefined) return [];
      const { noun, name } = resource;
      return different(first, second, resource.settings, counterpart.settings)
        .filter((value) => resource.type === VPC || !sameBeside(value, first, second))
        .map((value) => ({ noun, resource: name, ...value }));
    }),
  };
}

/** By type and name, without the stack's own name in it. */
function byKey(side: Side): ReadonlyMap<string, ResourceDetails> {
  return new Map(side.details.map((resource) => [`${resource.type} ${neutral(resource.name, side)}`, resource]));
}

function different(
  first: Side,
  second: Side,
  before: readonly { readonly name: string; readonly value: string }[],
  after: readonly { readonly name: string; readonly value: string }[],
): DifferentValue[] {
  const one = new Map(before.map(({ name, value }) => [name, value]));
  const other = new Map(after.map(({ name, value }) => [name, value]));
  return [...new Set([...one.keys(), ...other.keys()])]
    .map((name) => ({ name, first: one.get(name) ?? "not set", second: other.get(name) ?? "not set" }))
    .filter((value) => neutral(value.first, first) !== neutral(value.second, second));
}

/** Without the stack's own name and account: "sm-nonprod-xmpro" and "sm-xmpro" are the same name of two stacks. */
function neutral(text: string, { stack, accountId }: Side): string {
  const withoutAccount = accountId === "" ? text : text.replaceAll(accountId, "(account)");
  return withoutAccount.replace(new RegExp(`-${stack}(?![a-z])|(?<![a-z])${stack}[-/.]`, "g"), "");
}

/** True when the values differ only in the range of the VPC, which the VPC itself shows once. */
function sameBeside({ first, second }: DifferentValue, one: Side, other: Side): boolean {
  return neutral(withoutRange(first, one), one) === neutral(withoutRange(second, other), other);
}

function withoutRange(text: string, { details }: Side): string {
  const range = details.find(({ type }) => type === VPC)?.settings.find(({ name }) => name === "cidrBlock")?.value;
  const [, prefix] = /^(\d+\.\d+\.)/.exec(range ?? "") ?? [];
  return prefix === undefined ? text : text.replaceAll(prefix, "(VPC).");
}
