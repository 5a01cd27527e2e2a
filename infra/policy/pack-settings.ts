import { join } from "node:path";
import { PackFileError } from "./exemptions/pack-file-error.ts";
import { readJson } from "./exemptions/read-json.ts";
import { isObject } from "./read/nested.ts";

/** What an organisation decides for itself. The rules in rules/stack check it. */
export interface PackSettings {
  /** Regions of AWS in which resources may be. */
  readonly regions: readonly string[];
  /** Families of instances, such as "m6i" for m6i.large, db.m6i.large and cache.m6i.large. */
  readonly instanceFamilies: readonly string[];
  /** Names of the tags that all resources have. An empty list requires none. */
  readonly requiredTags: readonly string[];
}

interface Field {
  readonly form: RegExp;
  readonly example: string;
  readonly mayBeEmpty: boolean;
}

const FIELDS: Readonly<Record<keyof PackSettings, Field>> = {
  regions: { form: /^[a-z]{2}(-[a-z]+)+-\d+$/, example: "us-east-1", mayBeEmpty: false },
  instanceFamilies: { form: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, example: "m6i", mayBeEmpty: false },
  requiredTags: { form: /^[\p{L}\p{N} _.:/=+@-]{1,128}$/u, example: "cost-centre", mayBeEmpty: true },
};

/**
 * Reads the settings of the pack.
 *
 * @throws PackFileError with all problems of the file.
 */
export function readPackSettings(file: string): PackSettings {
  return parsePackSettings(readJson(file), file.split(/[/\\]/).at(-1) ?? file);
}

/** @throws PackFileError */
export function parsePackSettings(content: unknown, name: string): PackSettings {
  if (!isObject(content) || Array.isArray(content))
    throw new PackFileError([`${name} must be an object with the fields ${Object.keys(FIELDS).join(", ")}`]);
  const unknown = Object.keys(content).filter((key) => !Object.hasOwn(FIELDS, key));
  const problems = [
    ...unknown.map((key) => `${name} must have the fields ${Object.keys(FIELDS).join(", ")} only, got ${JSON.stringify(key)}`),
    ...Object.entries(FIELDS).flatMap(([key, field]) => listProblems(`${name}: ${key}`, content[key], field)),
  ];
  if (problems.length > 0) throw new PackFileError(problems);
  return content as unknown as PackSettings;
}

function listProblems(where: string, list: unknown, { form, example, mayBeEmpty }: Field): string[] {
  const got = JSON.stringify(list) ?? "nothing";
  if (!Array.isArray(list)) return [`${where} must be a list such as ["${example}"], got ${got}`];
  if (list.length === 0 && !mayBeEmpty) return [`${where} must have one entry at least such as "${example}", got an empty list`];
  return list.flatMap((entry, index) => {
    if (typeof entry !== "string" || !form.test(entry))
      return [`${where} must have entries such as "${example}", got ${JSON.stringify(entry)}`];
    return list.indexOf(entry) < index ? [`${where} must have each entry once, got ${JSON.stringify(entry)} again`] : [];
  });
}

const FILE = join(import.meta.dirname, "settings.json");
let settings: PackSettings | undefined;

/** The settings beside the pack, or those of `POLICY_SETTINGS`. @throws PackFileError */
export function packSettings(): PackSettings {
  settings ??= readPackSettings(process.env.POLICY_SETTINGS || FILE);
  return settings;
}
