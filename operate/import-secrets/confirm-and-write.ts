import { EXIT_CODE } from "../command-line/exit-code.ts";
import { jsonText } from "../command-line/json-text.ts";
import { printable } from "../command-line/printable.ts";
import type { Terminal } from "../command-line/run-command.ts";
import type { Environment } from "../restart/environment.ts";
import { noRestart, type RestartOptions, restartAppServers, SAMPLE_RUNS } from "../restart/restart-app-servers.ts";
import { carryOutImport, carryOutRollBack } from "./carry-out.ts";
import { counts, type ImportReport, planLines, progressLines, reportDocument } from "./import-report.ts";
import type { ParameterStore, StoredParameter } from "./parameter-store.ts";
import { type PlannedParameter, prunable } from "./plan-import.ts";
import { restorePoints } from "./restore-points.ts";
import type { RollBack } from "./roll-back.ts";

export interface WriteOptions {
  /** Undefined for an import. */
  readonly rollBack: RollBack | undefined;
  readonly store: ParameterStore;
  readonly stored: readonly StoredParameter[];
  readonly terminal: Terminal;
  readonly yes: boolean;
  readonly json: boolean;
  /** Whose application servers read the parameters. Undefined: an older version of this project deployed the stack. */
  readonly environment: Environment | undefined;
  readonly noRestart: boolean;
  readonly pause: RestartOptions["pause"];
}

/** Shows the plan, asks, and carries it out. Gives the exit code. */
export async function confirmAndWrite(report: ImportReport, options: WriteOptions): Promise<number> {
  const { plan } = report;
  const { rollBack, store, stored, terminal, yes, json, environment } = options;
  // With --json standard output has the document alone.
  const tell = (line: string) => (json ? terminal.err : terminal.out)(printable(line));
  const end = (final: ImportReport, code: number) => {
    if (json) terminal.out(jsonText(reportDocument(final)));
    return code;
  };
  for (const line of planLines(report)) tell(line);

  const open = plan.some(({ isOpen }) => isOpen) ? EXIT_CODE.wrong : EXIT_CODE.good;
  if (plan.some(({ change }) => change === "blocked")) {
    tell("Nothing is written.");
    return end(report, EXIT_CODE.wrong);
  }
  const prune = report.prune ? prunable(plan) : [];
  const writes = plan.filter(({ write }) => write !== undefined).length;
  const labels = rollBack ? rollBack.undone.length > 0 : !isLabelled(stored);
  if (writes + prune.length === 0 && (!labels || (rollBack && prunable(plan).length > 0))) {
    tell("There is nothing to write.");
    return end(report, rollBack ? EXIT_CODE.wrong : open);
  }
  const mayRestart = environment && !options.noRestart ? await environment.state() : undefined;
  if (!(await isConfirmed(questionOf(plan, prune, mayRestart?.runsPackage === true), yes, terminal))) {
    tell("Nothing is written.");
    return end(report, EXIT_CODE.wrong);
  }
  const progress = rollBack
    ? await carryOutRollBack(rollBack, { store, stored, prune })
    : await carryOutImport(plan, { store, stored, prune, now: new Date() });
  const restart = progress.failure === undefined ? await restartOf() : undefined;
  const final = { ...report, progress, restart };
  const isGood = progress.failure === undefined && restart?.outcome !== "failed";
  for (const line of progressLines(final)) (isGood ? tell : terminal.err)(printable(line));
  if (progress.failure !== undefined) return end(final, EXIT_CODE.unknown);
  return end(final, restart?.outcome === "failed" ? EXIT_CODE.wrong : open);

  /** Also where only labels were missing: the import that wrote the values stopped before it came here. */
  async function restartOf() {
    if (environment === undefined) return undefined;
    if (mayRestart === undefined) return noRestart(environment, "left to you", "--no-restart was given.");
    if (!mayRestart.runsPackage) return noRestart(environment, "not needed", SAMPLE_RUNS);
    return restartAppServers(environment, { tell: (line) => terminal.err(printable(line)), pause: options.pause });
  }
}

/** Whether the newest restore point is on the current version of all parameters. */
function isLabelled(stored: readonly StoredParameter[]): boolean {
  const label = restorePoints(stored)[0]?.label ?? "";
  return stored.every(({ labels, version }) => labels.get(label) === version);
}

function questionOf(plan: readonly PlannedParameter[], prune: readonly string[], restarts: boolean): string {
  const written = counts(
    plan.filter(({ write }) => write !== undefined),
    ["new", "changed"],
  );
  const parts = [
    ...(written === "no parameters" ? [] : [`write ${written}`]),
    ...(prune.length > 0 ? [`delete ${prune.length}`] : []),
  ];
  const work = parts.length > 0 ? parts.join(", and ") : "only label the parameters, so that --roll-back can come back here";
  const afterwards = restarts ? ", then restart the application servers, which interrupts their users" : "";
  return `Shall it ${work}${afterwards}? [yes/no] `;
}

async function isConfirmed(question: string, yes: boolean, { ask, err }: Terminal): Promise<boolean> {
  if (yes) return true;
  if (ask) return /^y(es)?$/i.test((await ask(question)).trim());
  err("There is no terminal to ask on: give --yes to write this.");
  return false;
}
