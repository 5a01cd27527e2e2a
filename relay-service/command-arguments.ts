/** The arguments that a command takes besides `--help`. */
export interface CommandForm {
  /** What `--help` prints. */
  readonly usage: string;
  /** Options without a value, such as "--quick". */
  readonly options?: readonly string[];
  /** Words such as "prod". Left out where the command takes none. */
  readonly words?: {
    readonly max: number;
    /** Completes "the argument must be …". */
    readonly expected: string;
    readonly example: string;
    readonly fits: (word: string) => boolean;
  };
}

/** What the command was called with. */
interface GivenArguments {
  readonly options: ReadonlySet<string>;
  readonly words: readonly string[];
}

/**
 * Reads the arguments of the process. After `--help` it prints the usage and exits with code 0; if an argument is wrong, it names all
 * wrong ones and exits with code 2. So call it before the command does anything.
 */
export function commandArguments(form: CommandForm, argv: readonly string[] = process.argv.slice(2)): GivenArguments {
  if (argv.includes("--help") || argv.includes("-h")) {
    console.log(form.usage);
    process.exit(0);
  }
  const options = argv.filter((argument) => argument.startsWith("-"));
  const words = argv.filter((argument) => !argument.startsWith("-"));
  const problems = [...optionProblems(form, options), ...wordProblems(form, words)];
  if (problems.length > 0) {
    console.error(problems.join("\n"));
    process.exit(2);
  }
  return { options: new Set(options), words };
}

function optionProblems({ options: known = [] }: CommandForm, options: readonly string[]): string[] {
  const names = [...known, "--help"].join(", ");
  return options
    .filter((option) => !known.includes(option))
    .map((option) => `the option must be one of ${names}, got ${JSON.stringify(option)}`);
}

function wordProblems({ words: form }: CommandForm, words: readonly string[]): string[] {
  if (form === undefined) return words.map((word) => `the command takes no argument but --help, got ${JSON.stringify(word)}`);
  const tooMany = words
    .slice(form.max)
    .map((word) => `the command takes at most ${form.max}, got ${JSON.stringify(word)} as well`);
  const wrong = words
    .filter((word) => !form.fits(word))
    .map((word) => `the argument must be ${form.expected} such as "${form.example}", got ${JSON.stringify(word)}`);
  return [...wrong, ...tooMany];
}
