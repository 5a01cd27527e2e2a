// The command of `npm run preview`. It loads the large modules only after it has checked the arguments.
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { parseArgs, styleText } from "node:util";
import { nearest } from "../stacks/settings/reader/nearest.ts";
import { stackNames } from "./engine/stack-names.ts";
import { NoReport, readEarlierReport } from "./model/earlier-report.ts";

const HELP = `Shows what pulumi up would create, without the pulumi command, an account or a network.

  npm run preview                        both stacks
  npm run preview -- --stack nonprod     one of them
  npm run preview -- --json              one JSON document for tools; preview/model/report.ts has its types
  npm run preview -- --against FILE      and what has changed since an earlier run with --json
  npm run preview -- --directory DIR     with the Pulumi*.yaml files of another directory

Exit code: 0 success, 1 wrong settings or a broken policy rule, 2 wrong arguments.
`;

const OPTIONS = {
  stack: { type: "string" },
  json: { type: "boolean" },
  against: { type: "string" },
  directory: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

const EXAMPLES: Readonly<Record<string, string>> = {
  stack: "nonprod",
  against: "before.json",
  directory: "../other",
};

/** Wrong arguments. The message is one line for the person who typed them. */
class ArgumentError extends Error {}

function readArguments(args: readonly string[]) {
  const { values, tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const known = Object.keys(OPTIONS);
  for (const token of tokens) {
    if (token.kind === "positional")
      throw new ArgumentError(`argument must be an option such as "--stack nonprod", got "${token.value}"`);
    if (token.kind !== "option") continue;
    if (!known.includes(token.name)) {
      const meant = nearest(token.name, known);
      const hint = meant === undefined ? "" : `; did you mean "--${meant}"?`;
      throw new ArgumentError(
        `option must be one of ${known.map((name) => `--${name}`).join(", ")}, got "${token.rawName}"${hint}`,
      );
    }
    const wantsText = OPTIONS[token.name as keyof typeof OPTIONS].type === "string";
    if (wantsText && (!token.value || token.value.startsWith("-"))) {
      throw new ArgumentError(`--${token.name} must be followed by a value such as "${EXAMPLES[token.name] ?? ""}", got nothing`);
    }
    if (!wantsText && token.value !== undefined)
      throw new ArgumentError(`--${token.name} must stand alone, got "${token.value}"`);
  }
  const text = (value: unknown) => (typeof value === "string" ? value : undefined);
  return {
    help: values.help === true,
    json: values.json === true,
    stack: text(values.stack),
    against: text(values.against),
    directory: text(values.directory) ?? join(import.meta.dirname, ".."),
  };
}

/** The stack of `--stack`, or all stacks. */
function chooseStacks(directory: string, wanted: string | undefined): readonly string[] {
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

/** The report of `--against`. */
function readAgainst(file: string) {
  try {
    return readEarlierReport(file);
  } catch (error) {
    if (!(error instanceof NoReport)) throw error;
    throw new ArgumentError(`--against must be a file that "npm run preview -- --json" has written, got "${file}"`);
  }
}

async function main(args: readonly string[]): Promise<number> {
  const { help, json, stack, against, directory } = readArguments(args);
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const stacks = chooseStacks(directory, stack);
  const earlier = against === undefined ? undefined : readAgainst(against);
  // Compiling the SDK's code takes half of the time, so the second run is almost twice as fast.
  enableCompileCache();
  const { preview } = await import("./preview.ts");
  const stream = process.stdout;
  return preview({
    directory,
    stacks,
    json,
    against: earlier,
    width: Math.max(60, Math.min(stream.columns ?? 110, 130)),
    paint: (look, text) => styleText(look, text, { stream }),
    write: (text) => stream.write(text),
  });
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ArgumentError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
