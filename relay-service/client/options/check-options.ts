/** What an option must be, with an example, and whether a value is so. */
export type OptionRule = readonly [expected: string, valid: (value: unknown) => boolean];

/** Options by their names. It has no prototype: a member that is not there is not found in `Object.prototype` either. */
export type Options = Record<string, unknown>;

/**
 * Gives the known options of `sources` that are set; a later source wins. Only own properties count, as anything on a page may have written
 * to `Object.prototype`. Throws a `TypeError` that names all problems at once; an option with an unknown name is one of them, as a misspelt
 * `relayKeys` would mean "no pin", and so is one that a source inherits from its own class. Names in `ignored` may have any value, and are
 * left out.
 */
export function checkOptions(
  sources: readonly unknown[],
  rules: Readonly<Record<string, OptionRule>>,
  ignored: ReadonlySet<string>,
): Options {
  const problems: string[] = [];
  const options: Options = Object.create(null);
  const names = Object.keys(rules);
  for (const source of sources) {
    if (source === undefined || source === null) continue;
    if (typeof source !== "object") {
      problems.push(`options must be an object, got ${shown(source)}`);
      continue;
    }
    for (const name of Object.getOwnPropertyNames(source)) {
      const value = (source as Options)[name];
      if (value === undefined || ignored.has(name)) continue;
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
      if (!rule) problems.push(`"${name}" is not an option; there are ${names.join(", ")}`);
      else if (rule[1](value)) options[name] = value;
      else problems.push(`${name} must be ${rule[0]}, got ${shown(value)}`);
    }
    for (const name of names) {
      const isInherited = name in source && !(Object.hasOwn(source, name) || name in Object.prototype);
      if (isInherited) problems.push(`${name} must be an own property of the options, got an inherited one`);
    }
  }
  if (problems.length > 0) throw new TypeError(problems.join("\n"));
  return options;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 200);
}
