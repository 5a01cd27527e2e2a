// The configuration of Elastic Beanstalk is one list of { namespace, name, value }. All values are text.
import { isObject } from "./nested.ts";
import { isTrue } from "./scalars.ts";
import { known, knownItems } from "./unknown-values.ts";

/** The namespace of an option that names none (Beanstalk Developer Guide, "Option settings"). */
const DEFAULT_NAMESPACE = "aws:elasticbeanstalk:application:environment";

export interface Setting {
  /** In lower case, as all of AWS's namespaces are. */
  readonly namespace: string;
  readonly name: string;
  /** Throws when it is not known yet. */
  readonly value: () => string;
  /** True where namespace and name are spelt as given: Beanstalk may ignore another spelling. */
  readonly isSpelt: (namespace: string, name: string) => boolean;
}

const read = new WeakMap<readonly unknown[], readonly Setting[]>();

/** The option settings of an environment or a template, without those whose namespace or name is not known yet. */
export function settingsOf(list: unknown): readonly Setting[] {
  if (!Array.isArray(list)) return readSettings([list]);
  // Rules ask for one option after another.
  const settings = read.get(list) ?? readSettings(knownItems(list));
  read.set(list, settings);
  return settings;
}

function readSettings(list: readonly unknown[]): Setting[] {
  return list.map((element) => known(() => settingOf(element))).filter((setting) => setting !== undefined);
}

function settingOf(setting: unknown): Setting | undefined {
  if (!isObject(setting)) return undefined;
  const namespace = textOf(setting.namespace) || DEFAULT_NAMESPACE;
  const name = textOf(setting.name);
  // The field `resource` applies an option to one resource, such as one scaling schedule, and not to the environment.
  const resource = known(() => setting.resource);
  return {
    namespace: namespace.trim().toLowerCase(),
    name: name.trim(),
    value: () => textOf(setting.value),
    isSpelt: (expected, option) => namespace === expected && name === option && !resource,
  };
}

function textOf(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}

/** All settings of one option, in any spelling: an option may be given twice, and AWS does not say which one counts. */
export function settingsOfOption(list: unknown, namespace: string, name: string): Setting[] {
  return settingsOf(list).filter((setting) => setting.namespace === namespace && sameText(setting.name, name));
}

/**
 * The value of one option, undefined where Beanstalk's default applies. An option with several values has all of them, joined: so
 * it equals no value that a rule requires. Throws when it is not known yet.
 */
export function option(list: unknown, namespace: string, name: string): string | undefined {
  const values = new Set(settingsOfOption(list, namespace, name).map(({ value }) => value()));
  return values.size === 0 ? undefined : [...values].join(" and ");
}

/** The items of an option that is a comma-separated list, each time that it is given. */
export function listOption(list: unknown, namespace: string, name: string): string[] {
  return settingsOfOption(list, namespace, name).flatMap(({ value }) =>
    value()
      .split(",")
      .flatMap((item) => item.trim() || []),
  );
}

/** True for every spelling of "true" that Beanstalk accepts. */
export function isOn(value: string | undefined): boolean {
  return isTrue(value);
}

export function sameText(one: string, other: string): boolean {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

/**
 * Namespaces of the load balancer's listeners by port, such as "aws:elbv2:listener:443". The listener on port 80 is
 * `DEFAULT_LISTENER`.
 */
export function listenersOf(list: unknown): string[] {
  return [...new Set(settingsOf(list).map(({ namespace }) => namespace))].filter((name) => /^aws:elbv2:listener:\d+$/.test(name));
}

/** The listener on port 80. It is on unless a setting turns it off. */
export const DEFAULT_LISTENER = "aws:elbv2:listener:default";
export const HTTPS_LISTENER = "aws:elbv2:listener:443";

const PROCESS = "aws:elasticbeanstalk:environment:process:";

/** The namespace of a process: what a listener sends requests to. */
export function environmentProcess(name: string): string {
  return `${PROCESS}${name}`;
}

/** Namespaces of the processes that have options. */
export function processesOf(list: unknown): string[] {
  return [...new Set(settingsOf(list).map(({ namespace }) => namespace))].filter((name) => name.startsWith(PROCESS));
}
