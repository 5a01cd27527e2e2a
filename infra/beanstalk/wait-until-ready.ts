import { setTimeout as pause } from "node:timers/promises";
import type { EnvironmentFacts, EnvironmentInquiry } from "./environment-inquiry.ts";

/** Longer than somebody else's immutable update may take. */
const MAX_MINUTES = 75;
const INTERVAL_SECONDS = 10;
/** People lose faith in a command that says nothing. */
const PROGRESS_MINUTES = 5;

export interface Clock {
  /** Milliseconds. */
  readonly now: () => number;
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

/**
 * Waits while an environment is busy with the update of somebody else, of AWS's patch window or of an earlier run.
 *
 * @param say receives sentences about the progress
 * @returns the environment as it is then
 * @throws Error after 75 minutes, and for an environment that is being deleted or is gone
 */
export async function waitUntilReady(
  inquiry: Pick<EnvironmentInquiry, "environmentName" | "describe">,
  say: (progress: string) => void,
  clock: Clock = { now: Date.now, pause },
): Promise<EnvironmentFacts> {
  const { environmentName } = inquiry;
  const started = clock.now();
  let said = Number.NEGATIVE_INFINITY;
  for (;;) {
    const facts = await inquiry.describe();
    if (facts?.status === "Ready") return facts;
    const status = facts?.status;
    if (status === undefined || /^Terminat/.test(status)) {
      throw new Error(
        `The environment ${environmentName} ${status === undefined ? "does not exist any more" : "is being deleted"}: run npx pulumi refresh, then npx pulumi up.`,
      );
    }
    const minutes = (clock.now() - started) / 60_000;
    if (minutes >= MAX_MINUTES) {
      throw new Error(
        `The environment ${environmentName} is ${status} for more than ${MAX_MINUTES} minutes, and Elastic Beanstalk takes no second update. Look at its events in the console; "Abort current operation" there ends the running one. Then run npx pulumi up again.`,
      );
    }
    if (minutes - said >= PROGRESS_MINUTES) {
      say(
        `${environmentName} is ${status}, by somebody else or in its patch window. The update begins when it is Ready; it waits for up to ${MAX_MINUTES} minutes.`,
      );
      said = minutes;
    }
    await clock.pause(INTERVAL_SECONDS * 1000);
  }
}
