// The command of `npm run report`. It loads the large modules only after it has checked the arguments.
import { enableCompileCache } from "node:module";
import { basename, join } from "node:path";
import { ArgumentError, chooseStacks, readAgainst, readOptions, runWithArguments, textOf } from "../arguments.ts";

const HELP = `Writes one HTML file that shows what pulumi up would create, without an account or a network.

  npm run report                              both stacks, into report.html
  npm run report -- --stack prod              one of them
  npm run report -- --output FILE             into another file
  npm run report -- --against FILE            and what has changed since an earlier report.html,
                                              or since the output of npm run preview -- --json
  npm run report -- --events FILE             with durations of a real deployment, whose output is from
                                              npx pulumi up --yes --json > events.json
  npm run report -- --directory DIR           with the Pulumi*.yaml files of another directory

Exit code: 0 success, 1 wrong settings or a broken policy rule (the file is written), 2 wrong arguments.
`;

const OPTIONS = {
  stack: { type: "string", example: "nonprod" },
  output: { type: "string", example: "report.html" },
  against: { type: "string", example: "earlier.html" },
  events: { type: "string", example: "events.json" },
  directory: { type: "string", example: "../other" },
  help: { type: "boolean", short: "h" },
} as const;

async function main(args: readonly string[]): Promise<number> {
  const { help, stack, output = "report.html", against, events, ...rest } = readOptions(args, OPTIONS);
  if (help) {
    process.stdout.write(HELP);
    return 0;
  }
  const directory = rest.directory ?? join(import.meta.dirname, "../..");
  const stacks = chooseStacks(directory, stack);
  const earlier = against === undefined ? undefined : { name: basename(against), report: readAgainst(against) };
  const log = events === undefined ? undefined : { path: events, text: eventsOf(events) };
  enableCompileCache();
  const { writeReport } = await import("./write-report.ts");
  return writeReport({
    directory,
    stacks,
    output,
    earlier,
    events: log,
    write: (text) => process.stdout.write(text),
    date: new Date(),
  });
}

function eventsOf(file: string): string {
  const text = textOf(file);
  if (text !== undefined) return text;
  throw new ArgumentError(`--events must be a file that can be read such as "${OPTIONS.events.example}", got "${file}"`);
}

await runWithArguments(main);
