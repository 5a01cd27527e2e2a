import { CouldNotLook } from "../command-line/could-not-look.ts";
import type { Environment, EnvironmentState } from "./environment.ts";

/** How a restart ended. */
export interface Restart {
  readonly environment: string;
  readonly outcome: "restarted" | "not needed" | "left to you" | "failed";
  /** A whole sentence for a person. */
  readonly because: string;
  /** What a person types to restart them; undefined where that is not needed. */
  readonly command: string | undefined;
}

export interface RestartOptions {
  /** Progress for a person. */
  readonly tell: (line: string) => void;
  /** Waits so many milliseconds. A test does not. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

const POLL_MS = 10_000;
const POLLS_A_MINUTE = 6;
/** Characters of an event: it may end with a whole log. */
const MAX_EVENT = 300;
/** 30 minutes: somebody else's update, on new instances, takes up to so long. */
const POLLS_BEFORE = 180;
/** 15 minutes. IIS restarts within one or two. */
const POLLS_AFTER = 90;

/** How a restart ended, for a person. */
export function restartSentence({ environment, outcome, because, command }: Restart): string {
  switch (outcome) {
    case "restarted":
      return `The application servers of ${environment} are restarted. ${because}`;
    case "not needed":
      return `${environment} is not restarted. ${because}`;
    case "left to you":
      return `${environment} is not restarted. ${because} A product reads its parameters when it starts: ${command}`;
    case "failed":
      return `The parameters are written, but the application servers of ${environment} are not restarted. ${because} Restart them: ${command}`;
  }
}

/** A restart that is not made. */
export function noRestart(
  environment: Pick<Environment, "name" | "region">,
  outcome: "not needed" | "left to you",
  because: string,
): Restart {
  return {
    environment: environment.name,
    outcome,
    because,
    command: outcome === "not needed" ? undefined : commandFor(environment),
  };
}

/**
 * Restarts the application servers of an environment once, as a product reads its parameters when it starts. Waits until the environment is Ready
 * before it asks, as AWS refuses it otherwise, and until it is Ready again. Does not throw: the parameters are written by now, and a person must
 * hear that.
 */
export async function restartAppServers(environment: Environment, options: RestartOptions): Promise<Restart> {
  const failed = (because: string): Restart => ({
    environment: environment.name,
    outcome: "failed",
    because,
    command: commandFor(environment),
  });
  try {
    for (let attempt = 1; ; attempt++) {
      const before = await untilReady(environment, options, { polls: POLLS_BEFORE, isRestarting: false });
      if (before.status !== "Ready") return failed(notReady(before, POLLS_BEFORE));
      if (!before.runsPackage) return noRestart(environment, "not needed", SAMPLE_RUNS);
      options.tell(`Restarting the application servers of ${environment.name} …`);
      const requestId = await begun(environment, attempt);
      if (requestId === BUSY_AGAIN) continue;
      const after = await untilReady(environment, options, { polls: POLLS_AFTER, isRestarting: true });
      const [error] = requestId === undefined ? [] : await environment.errorsOf(requestId);
      if (error !== undefined) return failed(`Elastic Beanstalk says: ${error.slice(0, MAX_EVENT).replace(/\.$/, "")}.`);
      if (after.status !== "Ready") return failed(notReady(after, POLLS_AFTER));
      const because = `Its health is ${after.health} so far.`;
      return { environment: environment.name, outcome: "restarted", because, command: undefined };
    }
  } catch (error) {
    if (error instanceof CouldNotLook) return failed(error.message);
    const { name, message } = error as Error;
    return failed(`AWS refused it: ${name}: ${message.split("\n")[0]?.replace(/\.$/, "")}.`);
  }
}

const BUSY_AGAIN = Symbol("busy again");

/** Begins a restart. An update may have begun since the environment was Ready: that is waited for, three times at most. */
async function begun(environment: Environment, attempt: number): Promise<string | undefined | typeof BUSY_AGAIN> {
  try {
    return await environment.restart();
  } catch (error) {
    if (attempt < 3 && /must be ready/i.test((error as Error).message)) return BUSY_AGAIN;
    throw error;
  }
}

export const SAMPLE_RUNS = "AWS's sample application runs there: a package reads the parameters when it starts.";

/**
 * The first state that is Ready, or the last one that was seen. A restart that was just begun may not show yet, so Ready counts there once it was
 * something else, or the second time.
 */
async function untilReady(
  environment: Environment,
  { tell, pause }: RestartOptions,
  { polls, isRestarting }: { polls: number; isRestarting: boolean },
): Promise<EnvironmentState> {
  let counts = !isRestarting;
  let told: string | undefined;
  for (let poll = 0; ; poll++) {
    if (poll > 0 || isRestarting) await pause(POLL_MS);
    const state = await environment.state();
    const { status } = state;
    if (isGone(state) || poll >= polls || (status === "Ready" && counts)) return state;
    counts = true;
    if (status !== "Ready" && (status !== told || poll % POLLS_A_MINUTE === 0)) {
      const since = poll < POLLS_A_MINUTE ? "" : `, for ${minutes(poll)} min`;
      tell(`Waiting until ${environment.name} is Ready: it is ${status}${since} …`);
    }
    told = status;
  }
}

function isGone({ status }: EnvironmentState): boolean {
  return status === undefined || status.startsWith("Terminat");
}

function notReady(state: EnvironmentState, polls: number): string {
  return isGone(state) ? "The environment is gone." : `It was still ${state.status} after ${minutes(polls)} minutes.`;
}

function minutes(polls: number): number {
  return Math.floor((polls * POLL_MS) / 60_000);
}

function commandFor({ name, region }: Pick<Environment, "name" | "region">): string {
  return `aws elasticbeanstalk restart-app-server --region ${region} --environment-name ${name}`;
}
