import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { consoleCommands } from "../support/pages/console-commands.ts";
import { REHEARSED_PAGES } from "../support/pages/rehearsed-pages.ts";
import { LOST_ANSWER } from "./lost-answer.ts";
import { copyProject, ROOT } from "./project-copy.ts";
import { type Step, secondsSince } from "./step.ts";

/** Runs the Pulumi commands of all pages in order and confirms every question. */
export async function rehearseReadme(endpoint: string): Promise<Step[]> {
  const project = await copyProject(endpoint);
  const steps: Step[] = [];
  try {
    for (const command of REHEARSED_PAGES.flatMap((page) => consoleCommands(readFileSync(join(ROOT, page), "utf8")))) {
      if (!command.startsWith("npx pulumi ")) continue;
      console.error(`readme: ${command} …`);
      const [verb = "", ...words] = command.split(" ").slice(2);
      const yes = ["up", "destroy", "refresh"].includes(verb) ? ["--yes", "--skip-preview"] : [];
      const started = Date.now();
      const type = (...more: string[]) =>
        spawnSync("pulumi", [verb, ...words, ...yes, ...more, "--non-interactive", "--color", "never"], {
          cwd: project.folder,
          encoding: "utf8",
          maxBuffer: 2 ** 28,
        });
      let { status, stdout, stderr } = type();
      if (verb === "destroy" && status !== 0 && LOST_ANSWER.test(stdout + stderr))
        ({ status, stdout, stderr } = type("--refresh"));
      if (status !== 0) console.error(`${stdout}${stderr}`.slice(-4000));
      const last =
        /Resources:\n([\s\S]*?)\n\n/
          .exec(stdout)?.[1]
          ?.trim()
          .replace(/\s*\n\s*/g, ", ") ?? "";
      steps.push({
        step: command,
        seconds: secondsSince(started),
        seen: last,
        verdict: status === 0 ? "ok" : `FAILED: exit code ${status}`,
      });
      if (status !== 0) break;
    }
  } finally {
    project.remove();
  }
  return steps;
}
