import { nonprod } from "../../stacks/nonprod.ts";
import { prod } from "../../stacks/prod.ts";
import type { Setting } from "../../stacks/settings/schema/setting.ts";
import { NOT_SET, sections } from "../../stacks/settings/schema.ts";
import type { StackConfig } from "../engine/stack-config.ts";
import { HIDDEN, shownValues } from "./resource-details/shown-values.ts";

/** A setting of a stack as it holds: from its file, or the stack's default. */
export interface SettingValue {
  readonly section: string;
  readonly name: string;
  /** "not set" where something is done without it; "(secret)" for an encrypted one; hidden if it may be a secret. */
  readonly value: string;
}

const STACKS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = { prod: { ...prod }, nonprod: { ...nonprod } };

/** All settings of a stack, with its account and region first. */
export function settingValues(stack: string, { project, config, secretKeys }: StackConfig): SettingValue[] {
  const shown = (name: string, setting: Setting): string => {
    const key = `${project}:${name}`;
    const text = config[key] ?? "";
    const isSet = text !== "" && text !== String(NOT_SET[setting.type] ?? "") && text !== "[]";
    if (isSet && (setting.secret === true || setting.hidden === true || secretKeys.includes(key))) return "(secret)";
    if (isSet) return shownValues({ [name]: text }).some(({ value }) => value === HIDDEN) ? HIDDEN : text;
    const own = STACKS[stack]?.[name] ?? setting.default;
    return own === undefined || own === "" ? "not set" : String(own);
  };
  return [
    ...["aws:allowedAccountIds", "aws:region"].map((name) => ({ section: "Account", name, value: config[name] ?? "not set" })),
    ...Object.entries(sections).flatMap(([section, settings]) =>
      Object.entries<Setting>(settings).map(([name, setting]) => ({ section, name, value: shown(name, setting) })),
    ),
  ];
}
