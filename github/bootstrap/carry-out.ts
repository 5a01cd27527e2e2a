import { reasonOf } from "../../operate/deployed-stack/aws-access.ts";
import { inspectFirst, inspectRest, type Wanted } from "./account/account.ts";
import type { Inspection } from "./account/step.ts";

/** How far a run came. */
export interface Progress {
  readonly done: readonly string[];
  /** A whole sentence: what failed and why. Undefined: everything is done. */
  readonly failure: string | undefined;
}

/**
 * Does the steps in their order and stops at the first that fails. Looks again in between, as the rest needs the key's ARN. A second run goes on where
 * this one stopped, because it looks first too.
 */
export async function carryOut(first: Inspection, wanted: Wanted, tell: (line: string) => void): Promise<Progress> {
  const done: string[] = [];
  const run = async ({ steps, problems }: Inspection): Promise<string | undefined> => {
    if (problems.length > 0) return problems.join(" ");
    for (const { title, run } of steps) {
      tell(`${title} …`);
      try {
        await run();
      } catch (error) {
        return `${title}: AWS refused it: ${reasonOf(error)}`;
      }
      done.push(title);
    }
    return undefined;
  };
  const failure = await run(first);
  if (failure !== undefined) return { done, failure };
  const { keyArn } = await inspectFirst(wanted);
  if (keyArn === undefined)
    return { done, failure: "AWS does not show the key that was created. Run the command again in a minute." };
  return { done, failure: await run(await inspectRest(wanted, keyArn)) };
}
