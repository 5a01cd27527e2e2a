import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PRODUCTS, type Product } from "../../infra/xmpro/products.ts";
import { webDeployPackage } from "../support/packages/package-files.ts";
import { zipOf } from "../support/packages/zip-of.ts";
import { consoleCommands } from "../support/pages/console-commands.ts";
import { isRehearsed, REHEARSED_PAGES } from "../support/pages/rehearsed-pages.ts";
import { LOST_ANSWER } from "./lost-answer.ts";
import { copyProject, ROOT } from "./project-copy.ts";
import { type Step, secondsSince } from "./step.ts";

const UNASKED = ["--non-interactive", "--color", "never"];

/** Types the commands for a stack of all pages one after the other, as a person would who says yes to every question. */
export async function rehearseReadme(endpoint: string): Promise<Step[]> {
  const project = await copyProject(endpoint);
  const steps: Step[] = [];
  const isNew = newCommands();
  try {
    await writeInstallersFiles(project.folder);
    // What docs/start-to-finish.md does with somebody's own bucket, key and network.
    for (const words of [
      ["stack", "init", "nonprod"],
      ["config", "set", "--path", "bootstrapAllowedCidrs[0]", "203.0.113.0/24"],
    ])
      spawnSync("pulumi", [...words, ...UNASKED], { cwd: project.folder, encoding: "utf8" });
    for (const command of REHEARSED_PAGES.flatMap((page) => consoleCommands(readFileSync(join(ROOT, page), "utf8")))) {
      if (!isRehearsed(command) || !isNew(command)) continue;
      console.error(`readme: ${command} …`);
      const isPulumi = command.startsWith("npx pulumi ");
      const [verb = "", ...words] = wordsOf(command).slice(isPulumi ? 2 : 1);
      const yes = answersOf(verb, words);
      const started = Date.now();
      const type = (...more: string[]) =>
        spawnSync(isPulumi ? "pulumi" : "npm", [verb, ...words, ...yes, ...more, ...(isPulumi ? UNASKED : [])], {
          cwd: project.folder,
          encoding: "utf8",
          maxBuffer: 2 ** 28,
        });
      let { status, stdout, stderr } = type();
      if (verb === "destroy" && status !== 0 && LOST_ANSWER.test(stdout + stderr))
        ({ status, stdout, stderr } = type("--refresh"));
      // A stack without packages is not all right, and the doctor says so.
      const isExpected = status === 0 || (words[0] === "doctor" && (status === 1 || status === 3));
      if (!isExpected) console.error(`${stdout}${stderr}`.slice(-4000));
      const last =
        /Resources:\n([\s\S]*?)\n\n/
          .exec(stdout)?.[1]
          ?.trim()
          .replace(/\s*\n\s*/g, ", ") ?? "";
      steps.push({
        step: command,
        seconds: secondsSince(started),
        seen: last,
        verdict: isExpected ? "ok" : `FAILED: exit code ${status}`,
      });
      if (!isExpected) break;
    }
  } finally {
    project.remove();
  }
  return steps;
}

/** Says whether a command is to be typed: each once, and an update again after each change of a setting. Two pages may have the same ones. */
function newCommands(): (command: string) => boolean {
  const typed = new Set<string>();
  let isChanged = true;
  return (command) => {
    if (command.startsWith("npx pulumi up ")) {
      const isNeeded = isChanged;
      isChanged = false;
      return isNeeded;
    }
    if (typed.has(command)) return false;
    typed.add(command);
    if (command.startsWith("npx pulumi config ")) isChanged = true;
    return true;
  };
}

/** What a person would answer; and the doctor leaves out what `install` rehearses. */
function answersOf(verb: string, [script = "", ...words]: readonly string[]): string[] {
  if (["up", "destroy", "refresh"].includes(verb)) return ["--yes", "--skip-preview"];
  if (script === "doctor") return ["--quick"];
  if (script === "bootstrap" && !words.includes("--check")) return ["--yes"];
  return script === "import-secrets" ? ["--yes"] : [];
}

/** The words of a command line; a name with spaces is in double quotes. */
function wordsOf(command: string): string[] {
  return [...command.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

/** What XMPro's installers write on the way of docs/start-to-finish.md: a package and a file of secrets for each product. */
async function writeInstallersFiles(folder: string): Promise<void> {
  mkdirSync(join(folder, "packages"));
  for (const product of Object.keys(PRODUCTS) as Product[]) {
    const name = product.toUpperCase();
    writeFileSync(join(folder, "packages", `${name}.zip`), await zipOf(webDeployPackage(product)));
    const entry =
      product === "sm"
        ? `<add key="XM${name}_SALT" value="salt" />`
        : `<add key="/XM${name}/xmpro/xmidentity/client/id" value="id" />`;
    writeFileSync(join(folder, "packages", `${name} Secrets.xml`), `<appSettings>${entry}</appSettings>`);
  }
}
