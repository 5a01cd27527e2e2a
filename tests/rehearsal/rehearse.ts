// `npm run rehearse -- [part…]`: deploys, changes and destroys the stacks with the real Pulumi engine against an emulated
// AWS, and types the commands for a stack in the README and in docs/. `--help` lists the parts.
// It runs only on request: it needs `pulumi` on PATH (not the npm package's) and AWS_ENDPOINT_URL on loopback, so it can never touch an account.
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { commandArguments } from "../../relay-service/command-arguments.ts";
import type { StackName } from "./project-copy.ts";
import type { Chapter } from "./stack-rehearsal.ts";
import type { Step } from "./step.ts";

/** A stack, and what happens to it. */
const LIVES: Readonly<Record<string, readonly [StackName, Chapter]>> = {
  nonprod: ["nonprod", "relay"],
  install: ["nonprod", "install"],
  operate: ["nonprod", "operate"],
  prod: ["prod", "change"],
};
const PARTS = [...Object.keys(LIVES), "readme", "bootstrap", "pack", "ci"];

const { words: wanted } = commandArguments({
  usage: `npm run rehearse [-- part…]

Deploys, changes and destroys the stacks with the real Pulumi engine against an emulated AWS. Without a part it runs all but
changes. It needs pulumi on PATH and AWS_ENDPOINT_URL on this machine, so it cannot touch an account.

  nonprod        the stack and what its relay goes through
  install        nonprod from the certificates to three running products: upgrades, roll-backs and what fails
  operate        nonprod with mail, a tunnel, logins of the database, and another database server
  prod           the stack, and the refusal to delete its data
  readme         the Pulumi commands of the pages, in their order
  bootstrap      what GitHub Actions needs in an account: who gets a role, and whether it may make every call to AWS
  pack           the policy pack by itself, with programs that know nothing of it
  ci             what the workflows do: the approved plan and no other, and one issue about drift
  changes        every change of a setting to a deployed nonprod; takes half an hour`,
  words: {
    max: PARTS.length + 1,
    expected: `one of ${PARTS.join(", ")}, changes`,
    example: "nonprod",
    fits: (word) => [...PARTS, "changes"].includes(word),
  },
});

// npm puts node_modules/.bin first on PATH, where `pulumi` is a downloader. The rehearsal uses the installed engine instead.
const path = (process.env.PATH ?? "").split(delimiter).filter((folder) => !folder.endsWith(join("node_modules", ".bin")));
const engine = path.find((folder) => existsSync(join(folder, "pulumi")));
if (engine === undefined) stop("no pulumi on PATH: run this inside a rehearsal (see CONTRIBUTING.md)");
process.env.PATH = [join(import.meta.dirname, "..", "..", "node_modules", "node", "bin"), ...path].join(delimiter);

const endpoint = process.env.AWS_ENDPOINT_URL ?? "";
if (!/^https?:\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?\/?$/.test(endpoint)) {
  stop(`AWS_ENDPOINT_URL must be an emulator on this machine such as "http://127.0.0.1:4566", got "${endpoint}"`);
}

const steps: Step[] = [];
for (const part of wanted.length > 0 ? wanted : PARTS) {
  const seen = await rehearse(part);
  console.log(`\n${part}`);
  console.table(seen);
  steps.push(...seen);
}
const failed = steps.filter(({ verdict }) => verdict !== "ok").length;
console.log(`${steps.length - failed} of ${steps.length} steps as expected`);
process.exitCode = failed === 0 ? 0 : 1;

/** Loads only what the part needs: a wrong argument is reported at once. */
async function rehearse(part: string): Promise<Step[]> {
  if (part === "ci") return (await import("./ci-rehearsal.ts")).rehearseCi(endpoint);
  if (part === "readme") return (await import("./readme-rehearsal.ts")).rehearseReadme(endpoint);
  if (part === "bootstrap") return (await import("./bootstrap-rehearsal.ts")).rehearseBootstrap(endpoint);
  if (part === "pack") return (await import("./policy-pack-rehearsal.ts")).rehearsePolicyPack();
  if (part === "changes") return (await import("./changes-rehearsal.ts")).rehearseChanges(endpoint);
  const [stack, chapter] = LIVES[part] ?? stop(`there is no part "${part}"`);
  const { StackRehearsal } = await import("./stack-rehearsal.ts");
  return (await StackRehearsal.start(stack, chapter, endpoint)).run();
}

function stop(why: string): never {
  console.error(why);
  process.exit(2);
}
