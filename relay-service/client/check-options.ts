/** What an option must be, with an example, and whether a value is so. */
export type OptionRule = readonly [expected: string, valid: (value: unknown) => boolean];

/**
 * Gives the known options of `given` that are set. Throws a `TypeError` that names all problems at once; an option with an unknown name is
 * one of them, as a misspelt `relayKeys` would mean "no pin". Names in `ignored` may have any value, and are left out.
 */
export function checkOptions(
  given: object,
  rules: Readonly<Record<string, OptionRule>>,
  ignored: ReadonlySet<string>,
): Record<string, unknown> {
  const problems: string[] = [];
  const options: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || ignored.has(name)) continue;
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) problems.push(`"${name}" is not an option; there are ${Object.keys(rules).join(", ")}`);
    else if (rule[1](value)) options[name] = value;
    else problems.push(`${name} must be ${rule[0]}, got ${shown(value)}`);
  }
  if (problems.length > 0) throw new TypeError(problems.join("\n"));
  return options;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 200);
}
