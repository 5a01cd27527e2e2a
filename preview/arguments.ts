// Arguments of the preview's commands, checked before anything large is loaded.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { nearest } from "../stacks/settings/reader/nearest.ts";
import { stackNames } from "./engine/stack-names.ts";
import { type EarlierReport, earlierReport } from "./model/earlier-report.ts";

/** An option. One of type "string" has an example for the person who forgot its value. */
export interface Option {
  readonly type: "string" | "boolean";
  readonly short?: string;
  readonly example?: string;
}

/** Wrong arguments. The message is one line for the person who typed them. */
export class ArgumentError extends Error {}

/** The values of the options that were given, by their names. */
export type OptionValues<Options> = {
  readonly [Name in keyof Options]?: Options[Name] extends { readonly type: "string" } ? string : boolean;
};

/** @throws ArgumentError for the first argument that is wrong. */
export function readOptions<Options extends Readonly<Record<string, Option>>>(
  args: readonly string[],
  options: Options,
): OptionValues<Options> {
  const { values, tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(options).map(([name, { type, short }]) => [name, short ? { type, short } : { type }]),
    ),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const known = Object.keys(options);
  for (const token of tokens) {
    if (token.kind === "positional")
      throw new ArgumentError(`argument must be an option such as "--stack nonprod", got "${token.value}"`);
    if (token.kind !== "option") continue;
    const option = options[token.name];
    if (option === undefined) {
      const meant = nearest(token.name, known);
      const hint = meant === undefined ? "" : `; did you mean "--${meant}"?`;
      throw new ArgumentError(
        `option must be one of ${known.map((name) => `--${name}`).join(", ")}, got "${token.rawName}"${hint}`,
      );
    }
    if (option.type === "string" && (!token.value || token.value.startsWith("-"))) {
      throw new ArgumentError(`--${token.name} must be followed by a value such as "${option.example ?? ""}", got nothing`);
    }
    if (option.type === "boolean" && token.value !== undefined)
      throw new ArgumentError(`--${token.name} must stand alone, got "${token.value}"`);
  }
  return values as OptionValues<Options>;
}

/** The stack of `--stack`, or all stacks. */
export function chooseStacks(directory: string, wanted: string | undefined): readonly string[] {
  const known = listStacks(directory);
  if (known.length === 0)
    throw new ArgumentError('--directory must hold a file for each stack such as "Pulumi.nonprod.yaml", got none');
  if (wanted === undefined) return known;
  if (known.includes(wanted)) return [wanted];
  const meant = nearest(wanted, known);
  const names = known.map((name) => `"${name}"`).join(" or ");
  throw new ArgumentError(`--stack must be ${names}, got "${wanted}"${meant === undefined ? "" : `; did you mean "${meant}"?`}`);
}

function listStacks(directory: string): readonly string[] {
  try {
    return stackNames(directory);
  } catch {
    throw new ArgumentError(`--directory must be a directory that can be read, got "${directory}"`);
  }
}

/** The report that `--against` names. */
export function readAgainst(file: string): EarlierReport {
  const text = textOf(file);
  const report = text === undefined ? undefined : earlierReport(text);
  if (report === undefined)
    throw new ArgumentError(
      `--against must be a file that npm run report or npm run preview -- --json has written, got "${file}"`,
    );
  return report;
}

/** Undefined for a file that cannot be read. */
export function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** Runs a command, and prints wrong arguments as one line. Sets the exit code. */
export async function runWithArguments(command: (args: readonly string[]) => Promise<number>): Promise<void> {
  try {
    process.exitCode = await command(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof ArgumentError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
