// The configuration of Elastic Beanstalk is one list of { namespace, name, value }. All values are text.
import { known } from "./unknown-values.ts";

export interface Setting {
  readonly namespace: string;
  readonly name: string;
  /** Throws when it is not known yet. */
  readonly value: () => string;
}

/** The option settings of an environment, without those whose namespace or name is not known yet. */
export function settingsOf(list: unknown): Setting[] {
  if (!Array.isArray(list)) return [];
  return Array.from({ length: list.length }, (_, index) =>
    known(() => {
      const setting = list[index];
      return { namespace: String(setting.namespace), name: String(setting.name), value: () => String(setting.value) };
    }),
  ).filter((setting) => setting !== undefined);
}

/** The value of one setting, undefined where Beanstalk's default applies. Throws when it is not known yet. */
export function option(list: unknown, namespace: string, name: string): string | undefined {
  return settingsOf(list)
    .find((setting) => setting.namespace === namespace && setting.name === name)
    ?.value();
}

/** The items of a setting that is a comma-separated list. */
export function listOption(list: unknown, namespace: string, name: string): string[] {
  const value = option(list, namespace, name) ?? "";
  return value.split(",").flatMap((item) => item.trim() || []);
}

/** True for every spelling of "true" that Beanstalk accepts. */
export function isOn(value: string | undefined): boolean {
  return value?.toLowerCase() === "true";
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
