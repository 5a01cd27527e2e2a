// The command of `npm run preview`. It loads the large modules only after it has checked the arguments.
import { enableCompileCache } from "node:module";
import { join } from "node:path";
import { styleText } from "node:util";
import { chooseStacks, readAgainst, readOptions, runWithArguments } from "./arguments.ts";

const HELP = `Shows what pulumi up would create, without the pulumi command, an account or a network.

  npm run preview                        both stacks
  npm run preview -- --stack nonprod     one of them
  npm run preview -- --json              one JSON document for tools; preview/model/report.ts has its types
  npm run preview -- --against FILE      and what has changed since an earlier run with --json,
                                         or since an earlier report.html of npm run report
  npm run preview -- --directory DIR     with the Pulumi*.yaml files of another directory

Exit code: 0 success, 1 wrong settings or a broken policy rule, 2 wrong arguments.
`;

const OPTIONS = {
  stack: { type: "string", example: "nonprod" },
  json: { type: "boolean" },
  against: { type: "string", example: "before.json" },
  directory: { type: "string", example: "../other" },
  help: { type: "boolean", short: "h" },
} as const;

async function main(args: readonly string[]): Promise<number> {
  const { help, json = false, stack, against, directory = join(import.meta.dirname, "..") } = readOptions(args, OPTIONS);
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

await runWithArguments(main);
