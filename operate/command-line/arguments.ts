import { parseArgs } from "node:util";

/** An option of a command, as `--help` shows it. */
export interface OptionRow {
  /** Undefined: a switch. Else what stands for the value, such as "FILE". */
  readonly value?: string;
  readonly help: string;
  /** The only values that it takes. */
  readonly oneOf?: readonly string[];
  readonly required?: true;
}

export type OptionRows = Readonly<Record<string, OptionRow>>;

/** What a command reads from its command line. */
export interface CommandShape<Options extends OptionRows> {
  /** As a person types it: "npm run certificates --". */
  readonly command: string;
  /** One sentence. */
  readonly purpose: string;
  readonly options: Options;
  /** Name and help of the one argument without a name, if the command has one. */
  readonly operand?: { readonly name: string; readonly help: string; readonly required?: true };
  /** Command lines that a person may copy. */
  readonly examples: readonly string[];
}

/** The options that were given: text for one with a value, true for a switch. */
export type Given<Options extends OptionRows> = {
  readonly [Name in keyof Options]: Options[Name] extends { value: string } ? string | undefined : boolean;
} & { readonly operand: string | undefined };

export type ReadArguments<Options extends OptionRows> =
  | { readonly kind: "run"; readonly given: Given<Options> }
  | { readonly kind: "help" }
  | { readonly kind: "wrong"; readonly problems: readonly string[] };

/** `--json` of the commands that have it: `runCommand` keeps what it promises. */
export const JSON_OPTION: OptionRow = {
  help: "print one JSON document, also when something is wrong (npm run --silent leaves out npm's own lines)",
};

/** Every command takes these. */
const HELP = { help: { help: "print this text" } } satisfies OptionRows;

/** Reads a command line. Names all problems at once, and repeats no value, as a person may have typed a password there. */
export function readArguments<const Options extends OptionRows>(
  shape: CommandShape<Options>,
  argv: readonly string[],
): ReadArguments<Options> {
  const rows: OptionRows = { ...shape.options, ...HELP };
  const options = Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [
      name,
      { type: row.value === undefined ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const given: Record<string, string | boolean | undefined> = {};
  const operands: string[] = [];
  const problems: string[] = [];
  const unknown: string[] = [];
  for (const token of tokens ?? []) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const row = Object.hasOwn(rows, token.name) ? rows[token.name] : undefined;
    if (row === undefined) unknown.push(token.rawName);
    else if (given[token.name] !== undefined) problems.push(`--${token.name} must be given once`);
    else if (row.value === undefined) {
      if (token.value !== undefined) problems.push(`--${token.name} takes no value`);
      given[token.name] = true;
    } else if (token.value === undefined || token.value === "" || (!token.inlineValue && token.value.startsWith("--")))
      problems.push(`--${token.name} must have a value such as "--${token.name} ${row.oneOf?.[0] ?? row.value}"`);
    else given[token.name] = token.value;
  }
  if (given.help === true) return { kind: "help" };
  problems.push(...unknownOptions(unknown, rows));
  for (const [name, row] of Object.entries<OptionRow>(shape.options)) {
    const value = given[name];
    if (row.value === undefined) given[name] = value === true;
    else if (value === undefined) {
      // Named, but without a value: that was said.
      if (row.required && !problems.some((problem) => problem.startsWith(`--${name} `)))
        problems.push(`--${name} must be given such as "--${name} ${row.oneOf?.[0] ?? row.value}"`);
    } else if (row.oneOf && !row.oneOf.includes(value as string)) problems.push(`--${name} must be ${quotedList(row.oneOf)}`);
  }
  const { operand } = shape;
  if (operand === undefined && operands.length > 0) problems.push("this command takes no argument without a name");
  if (operand !== undefined && operands.length > 1)
    problems.push(`${operand.name} must be given once; put quotes around a name with spaces`);
  if (operand?.required && operands.length === 0) problems.push(`${operand.name} must be given`);
  if (problems.length > 0) return { kind: "wrong", problems };
  return { kind: "run", given: { ...given, operand: operands[0] } as unknown as Given<Options> };
}

/** The text of `--help`: purpose, usage, options, examples, exit codes. */
export function usage({ command, purpose, options, operand, examples }: CommandShape<OptionRows>): string {
  const rows = { ...options, ...HELP } satisfies OptionRows;
  const left = (name: string, row: OptionRow) =>
    `--${name}${row.value === undefined ? "" : ` ${row.oneOf?.join("|") ?? row.value}`}`;
  const lines: [string, string][] = Object.entries<OptionRow>(rows).map(([name, row]) => [left(name, row), row.help]);
  if (operand !== undefined) lines.unshift([operand.name, operand.help]);
  const width = Math.max(...lines.map(([name]) => name.length)) + 2;
  const required = Object.entries<OptionRow>(options).flatMap(([name, row]) => (row.required ? [left(name, row)] : []));
  return [
    purpose,
    "",
    `  ${[command, ...required, ...(operand === undefined ? [] : [operand.name]), "[options]"].join(" ")}`,
    "",
    ...lines.map(([name, help]) => `  ${name.padEnd(width)}${help}`),
    "",
    "Examples:",
    ...examples.map((example) => `  ${example}`),
    "",
    "Exit codes: 0 good, 1 something is wrong or was not confirmed, 2 the arguments were not understood, 3 could not look.",
  ].join("\n");
}

/** Letters are not repeated: "-hunter2" would be a password that somebody typed in the wrong place, letter by letter. */
function unknownOptions(names: readonly string[], rows: OptionRows): string[] {
  const known = Object.keys(rows)
    .map((name) => `--${name}`)
    .join(", ");
  const long = [...new Set(names.filter((name) => name.startsWith("--")))];
  return [
    ...long.map((name) => `${name} is no option of this command; it has ${known}`),
    ...(names.some((name) => !name.startsWith("--")) ? [`an option begins with two dashes; this command has ${known}`] : []),
  ];
}

function quotedList(values: readonly string[]): string {
  const quoted = values.map((value) => `"${value}"`);
  return quoted.length < 2 ? quoted.join("") : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}
