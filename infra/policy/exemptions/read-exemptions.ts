import { isObject } from "../read/nested.ts";
import { type Exemption, SCANNERS } from "./exemption.ts";
import { PackFileError } from "./pack-file-error.ts";
import { readJson } from "./read-json.ts";

const EXACT_URN = /^urn:pulumi:[^:*?\s]+::[^:*?\s]+::[^*?\s]+::[^*?]+$/;
const EXAMPLE_URN = "urn:pulumi:prod::xmpro::xmpro-aws:infra:SqlServer$aws:rds/instance:Instance::database";
/** A sentence that says more than "accepted". */
const SENTENCE = /^[^\s].{19,}\.$/s;
const FIELDS = ["rule", "resource", "reason", "until", "setting"];

/**
 * The exemptions in a file.
 *
 * @param rules names of the pack's rules
 * @throws PackFileError with all problems of the file.
 */
export function readExemptions(file: string, rules: readonly string[]): readonly Exemption[] {
  return parseExemptions(readJson(file), file.split(/[/\\]/).at(-1) ?? file, rules);
}

/** @throws PackFileError */
export function parseExemptions(list: unknown, name: string, rules: readonly string[]): readonly Exemption[] {
  if (!Array.isArray(list)) throw new PackFileError([`${name} must be a list of exemptions such as "[]", got ${shown(list)}`]);
  const problems = list.flatMap((entry, index) =>
    problemsOf(entry, rules).map((problem) => `${name}, entry ${index + 1}: ${problem}`),
  );
  const seen = new Map<string, number>();
  list.forEach((entry, index) => {
    const { rule, resource } = Object(entry);
    const key = `${rule} ${resource}`;
    const earlier = seen.get(key);
    if (earlier === undefined) seen.set(key, index);
    else
      problems.push(
        `${name}, entry ${index + 1}: must be the only one for its rule and resource, got the same in entry ${earlier + 1}`,
      );
  });
  if (problems.length > 0) throw new PackFileError(problems);
  return list;
}

function problemsOf(entry: unknown, rules: readonly string[]): string[] {
  if (!isObject(entry) || Array.isArray(entry))
    return [`must be an object with rule, resource, reason and until, got ${shown(entry)}`];
  const { rule, resource, reason, until, setting } = entry;
  const problems = Object.keys(entry)
    .filter((field) => !FIELDS.includes(field))
    .map((field) => `must have the fields ${FIELDS.join(", ")} only, got ${shown(field)}`);
  if (!isRule(rule, rules))
    problems.push(
      `rule must be a rule of the pack such as "data-protected", or a check of a scanner such as "prowler/rds_instance_multi_az" or "checkov/CKV_AWS_18", got ${shown(rule)}`,
    );
  if (typeof resource !== "string" || !EXACT_URN.test(resource))
    problems.push(`resource must be one exact address without patterns such as "${EXAMPLE_URN}", got ${shown(resource)}`);
  if (typeof reason !== "string" || !SENTENCE.test(reason))
    problems.push(`reason must be a sentence such as "SQL Server Express has no Multi-AZ.", got ${shown(reason)}`);
  if (!isDay(until)) problems.push(`until must be the last day of the exemption such as "2027-11-30", got ${shown(until)}`);
  if (setting !== undefined && (typeof setting !== "string" || !/^[A-Za-z][\w:-]*$/.test(setting)))
    problems.push(`setting must be the setting that creates the resource such as "installerHost", got ${shown(setting)}`);
  return problems;
}

function isRule(rule: unknown, rules: readonly string[]): boolean {
  if (typeof rule !== "string") return false;
  const [scanner = "", check] = rule.split("/");
  return check === undefined
    ? rules.includes(rule)
    : (Object.hasOwn(SCANNERS, scanner) && SCANNERS[scanner]?.test(rule.slice(scanner.length + 1))) === true;
}

/** True for a day that exists: not "2027-02-30". */
function isDay(value: unknown): value is string {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

function shown(value: unknown): string {
  return value === undefined ? "nothing" : JSON.stringify(value);
}
