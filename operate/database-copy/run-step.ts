import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { StackName } from "../../stacks/settings/domain.ts";
import { JSON_OPTION, type OptionRows } from "../command-line/arguments.ts";
import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import { jsonText } from "../command-line/json-text.ts";
import { printable } from "../command-line/printable.ts";
import type { Terminal } from "../command-line/run-command.ts";
import { type AwsAccess, accessTo, asked } from "../deployed-stack/aws-access.ts";
import { type DeployedStack, openDeployedStack, STACK_NAMES } from "../deployed-stack/deployed-stack.ts";
import { Snapshots } from "./copy-source.ts";
import { type CopyPlan, makeCopy, missing } from "./make-copy.ts";
import { type Placement, placementOf, TAG } from "./placement.ts";
import { RdsServers, type Server } from "./rds-servers.ts";
import type { RunPulumi } from "./relink-state.ts";
import { Replication } from "./replication.ts";
import { deleteServer, requirePhase, type StepHands, swapTo, tidyUp } from "./steps.ts";
import { Waiting } from "./waiting.ts";

export const STEPS = ["copy", "swap", "back", "finish", "discard"] as const;
export type StepName = (typeof STEPS)[number];

/** The options of both commands. */
export const STEP_OPTIONS = {
  stack: { value: "STACK", oneOf: STACK_NAMES, help: "the stack whose SQL Server it is", required: true },
  step: {
    value: "STEP",
    oneOf: STEPS,
    help: "what to do: make the copy, swap it in, swap back, delete the previous server, delete the copy; without it, say where it is",
  },
  yes: { help: "do it without asking; without a terminal nothing that stops or deletes a server is done unless it is given" },
  json: JSON_OPTION,
} as const satisfies OptionRows;

export interface StepOptions {
  readonly stack: string | undefined;
  readonly step: string | undefined;
  readonly yes: boolean;
  readonly json: boolean;
}

/** A stack, how to reach its account, and what a test replaces. */
export interface Deployment {
  readonly stack: DeployedStack;
  readonly access: AwsAccess;
  readonly runPulumi?: RunPulumi;
  readonly pause?: (milliseconds: number) => Promise<unknown>;
  readonly now?: () => Date;
}

export async function openDeployment(name: StackName, terminal: Terminal): Promise<Deployment> {
  terminal.err(`Reading the stack ${name} from Pulumi's state …`);
  const stack = await openDeployedStack(name);
  return { stack, access: await accessTo(stack) };
}

/** What a command knows of its own copy: the plan, from the server that is deployed. */
export type Planner = (servers: RdsServers, original: Server, copy: Server | undefined) => Promise<CopyPlan>;

/** What a person does after the swap: settings that must follow. */
export type AfterSwap = (server: Server) => readonly string[];

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Does one step, and says what comes next. Gives the exit code. */
export async function runStep(
  command: string,
  given: StepOptions,
  terminal: Terminal,
  { stack, access, runPulumi, pause = sleep, now = () => new Date() }: Deployment,
  plan: Planner,
  afterSwap: AfterSwap,
): Promise<number> {
  const identifier = stack.outputs.databaseIdentifier;
  if (identifier === undefined || identifier === null)
    throw new CommandRefused(
      [`The stack "${stack.name}" has no SQL Server of its own, or an older version of this project deployed it.`],
      EXIT_CODE.wrong,
    );
  const say = (line: string) => terminal.err(printable(line));
  const waiting = new Waiting({ say, pause, now: () => now().getTime() });
  const servers = new RdsServers(access, waiting);
  const snapshots = new Snapshots(servers, waiting);
  const { replicatedBackups } = stack.outputs;
  const replication = replicatedBackups && new Replication(access, replicatedBackups);
  const hands: StepHands = { servers, snapshots, waiting, replication, stack: stack.name, identifier, say, runPulumi, now };
  const step = given.step as StepName | undefined;
  const placement = await placementOf(servers, identifier);
  let isDone = true;
  if (step === "copy") {
    const { original, ...begun } = requirePhase(placement, ["none", "copied"], step, identifier);
    if (original.status !== "available")
      throw new CommandRefused(
        [`${original.name} is "${original.status}". A copy is made of an available server.`],
        EXIT_CODE.wrong,
      );
    const copy = "copy" in begun ? begun.copy : undefined;
    const wanted = await plan(servers, original, copy);
    refuseAnotherPurpose(copy, wanted);
    const password = () => passwordOf(stack, access);
    await makeCopy({ servers, snapshots, stack, say, password, now }, wanted, original, copy);
  } else if (step === "swap" || step === "back") {
    const goal = step === "swap" ? "swapped" : "original";
    const fitting = requirePhase(
      placement,
      step === "swap" ? ["copied", "between", "swapped"] : ["swapped", "between"],
      step,
      identifier,
    );
    if (fitting.phase === "copied") refuseUnready(fitting.copy, fitting.original);
    isDone = await isConfirmed(swapQuestion(goal, fitting), given.yes, terminal);
    if (isDone) await swapTo(hands, goal, fitting);
  } else if (step === "finish" && placement.phase === "none") await tidyUp(hands);
  else if (step === "finish" || step === "discard") {
    const fitting = requirePhase(placement, step === "finish" ? ["swapped"] : ["copied"], step, identifier);
    const gone = step === "finish" ? fitting.original : fitting.copy;
    isDone = await isConfirmed(`Shall ${gone.name} be deleted, after a last snapshot of it? [yes/no] `, given.yes, terminal);
    if (isDone) {
      await deleteServer(hands, gone);
      await tidyUp(hands);
    }
  }
  const seen = isDone ? await placementOf(servers, identifier) : placement;
  const lines = [...report(seen), ...(isDone ? [] : ["Nothing is changed."]), ...next(command, stack.name, seen)];
  const settings = step === "swap" && seen.phase === "swapped" ? afterSwap(seen.copy) : [];
  const all = [...lines, ...settings];
  if (given.json) terminal.out(jsonText(documentOf(stack.name, seen, all)));
  else for (const line of all) terminal.out(printable(line));
  return isDone && seen.phase !== "between" ? EXIT_CODE.good : EXIT_CODE.wrong;
}

async function passwordOf({ outputs }: DeployedStack, access: AwsAccess): Promise<string> {
  const { passwordParameter } = outputs.sqlServer;
  const ssm = new SSMClient(access);
  const input = { Name: passwordParameter, WithDecryption: true };
  const answer = await asked("the password of the database's login", () => ssm.send(new GetParameterCommand(input)));
  return answer.Parameter?.Value ?? "";
}

function refuseAnotherPurpose(copy: Server | undefined, { purpose }: CopyPlan): void {
  const existing = copy?.tags.get(TAG.purpose);
  if (copy === undefined || existing === purpose) return;
  throw new CommandRefused(
    [`${copy.name} was made to ${existing ?? "do something else"}, not to ${purpose}. Delete it with --step discard first.`],
    EXIT_CODE.wrong,
  );
}

function refuseUnready(copy: Server, original: Server): void {
  const lacks = missing(copy, original, undefined);
  if (lacks.length === 0) return;
  throw new CommandRefused(
    [`${copy.name} is not ready: ${lacks.join(", ")}. Give the command of --step copy once more.`],
    EXIT_CODE.wrong,
  );
}

function swapQuestion(goal: "swapped" | "original", { copy, original }: { copy: Server; original: Server }): string {
  const until = copy.tags.get(TAG.dataTime) ?? original.tags.get(TAG.dataTime);
  const loss =
    goal === "original"
      ? "What was written since the swap stays on the copy alone."
      : `What was written since ${until ?? "the copy was made"} stays on the previous server alone.`;
  return `The products have no database while both servers are renamed: AWS says about 10 minutes for each name, and restarts them. ${loss} Shall they be swapped? [yes/no] `;
}

async function isConfirmed(question: string, yes: boolean, { ask, err }: Terminal): Promise<boolean> {
  if (yes) return true;
  if (ask) return /^y(es)?$/i.test((await ask(printable(question))).trim());
  err(printable(question.replace(/ Shall .*/, "")));
  err("There is no terminal to ask on: give --yes to do this.");
  return false;
}

function report(placement: Placement): string[] {
  const line = (role: string, { name, version, instanceClass, status, host }: Server) =>
    `${role}: ${name}, ${version}, ${instanceClass}, ${status}${host === undefined ? "" : `, ${host}`}`;
  if (placement.phase === "none") return [line("In use", placement.original)];
  const { original, copy } = placement;
  const purpose = [copy, original].map(({ tags }) => tags.get(TAG.purpose)).find((text) => text !== undefined);
  const about = purpose === undefined ? "" : ` (${purpose})`;
  if (placement.phase === "copied") return [line("In use", original), line(`Copy${about}`, copy)];
  if (placement.phase === "swapped") return [line("In use, the former copy", copy), line("Previous", original)];
  return [line("Original, a swap was interrupted", original), line("Copy", copy)];
}

function next(command: string, stack: string, placement: Placement): string[] {
  const type = (step: string) => `${command} --stack ${stack} --step ${step}`;
  switch (placement.phase) {
    case "none":
      return [];
    case "copied":
      return [
        `Test ${placement.copy.name}: docs/database.md says how to reach it. Its login and password are the stack's.`,
        `Then: ${type("swap")}    or delete the copy: ${type("discard")}`,
      ];
    case "swapped":
      return [`Back: ${type("back")}    or, when all is well: ${type("finish")}`];
    case "between":
      return [`Go on: ${type("swap")}    or: ${type("back")}`];
  }
}

function documentOf(stack: string, placement: Placement, lines: readonly string[]) {
  const { phase } = placement;
  const short = ({ name, resourceId, version, instanceClass, status, host }: Server) => ({
    name,
    resourceId,
    version,
    instanceClass,
    status,
    host,
  });
  const copy = "copy" in placement ? short(placement.copy) : undefined;
  return { stack, phase, original: short(placement.original), copy, lines };
}
