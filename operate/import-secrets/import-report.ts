import { PRODUCTS, type Product } from "../../infra/xmpro/products.ts";
import type { StackName } from "../../stacks/settings/domain.ts";
import { type Restart, restartSentence } from "../restart/restart-app-servers.ts";
import type { Progress } from "./carry-out.ts";
import { irreplaceable } from "./irreplaceable.ts";
import { CHANGES, type Change, type PlannedParameter, prunable } from "./plan-import.ts";
import type { Position } from "./secrets-file/file-refused.ts";

/** What the command found and did, without a value. */
export interface ImportReport {
  readonly stack: StackName;
  readonly product: Product;
  readonly plan: readonly PlannedParameter[];
  /** Elements of the file that were no entry. */
  readonly ignored: readonly Position[];
  /** Whole sentences on what else a person should know. */
  readonly notes: readonly string[];
  /** Set for a roll-back: the point that it goes to. */
  readonly goesBackTo: string | undefined;
  readonly prune: boolean;
  /** Undefined before anything is written, and where nothing is. */
  readonly progress: Progress | undefined;
  /** Undefined where nothing was written, or nobody knows which environment reads the parameters. */
  readonly restart: Restart | undefined;
}

/** What a person reads before anything is written: each parameter by name, the number of each change, and what to know. */
export function planLines({ stack, product, plan, ignored, notes, goesBackTo, prune }: ImportReport): string[] {
  const width = Math.max(...CHANGES.map((change) => change.length)) + 2;
  const deleted = prune ? prunable(plan) : [];
  const rows = CHANGES.flatMap((change) => plan.filter((each) => each.change === change));
  const unpruned = prune ? [] : prunable(plan);
  return [
    `${PRODUCTS[product].title} in ${stack}${goesBackTo === undefined ? "" : `: back to ${goesBackTo}`}`,
    ...rows.map(({ name, change, because }) => {
      const why = deleted.includes(name) ? "--prune deletes it, and its versions with it" : because;
      return `  ${change.padEnd(width)}${name}${why === "" ? "" : ` (${why})`}`;
    }),
    `${counts(plan)}.`,
    ...(ignored.length > 0 ? [`Not read, as they are no entries: the elements at ${ignored.map(placeOf).join("; ")}.`] : []),
    ...notes,
    ...(unpruned.length > 0
      ? [
          `${unpruned.length} only in SSM (${goesBackTo === undefined ? "not in the file" : "added since"}). With --prune they are deleted.`,
        ]
      : []),
    ...plan
      .filter(({ isOnlyCopy }) => isOnlyCopy)
      .map(
        ({ name }) =>
          `SSM holds the only copy of ${name} that is known here. Keep another one in a safe place outside of the account.`,
      ),
  ];
}

/** What a person reads afterwards. */
export function progressLines({ plan, progress, goesBackTo, restart }: ImportReport): string[] {
  if (progress === undefined) return [];
  const { written, deleted, label, failure } = progress;
  const done = `${written.length} written, ${deleted.length} deleted`;
  const names = [...written, ...deleted].sort();
  if (failure !== undefined)
    return [
      `It stopped: ${failure}.`,
      `Until then: ${done}${names.length > 0 ? `: ${names.join(", ")}` : ""}. Run the same command again to go on.`,
    ];
  const kept = plan.filter(({ name, change }) => change === "new" && irreplaceable(name) !== undefined).map(({ name }) => name);
  return [
    goesBackTo === undefined
      ? `Done: ${done}, all labelled ${label}. --roll-back undoes this.`
      : `Done: ${done}. SSM is back at ${goesBackTo}.`,
    ...kept.map(
      (name) =>
        `Keep a copy of ${name} in a safe place outside of the account: without it stored values can never be read again.`,
    ),
    restartLine(restart),
  ];
}

function restartLine(restart: Restart | undefined): string {
  return restart === undefined
    ? "A product reads its parameters when it starts: restart its app servers in the Elastic Beanstalk console."
    : restartSentence(restart);
}

/** The document of `--json`. */
export function reportDocument({ stack, product, plan, ignored, notes, goesBackTo, prune, progress, restart }: ImportReport) {
  return {
    stack,
    product,
    goesBackTo,
    parameters: plan.map(({ name, change, because, isOpen, isOnlyCopy }) => ({ name, change, because, isOpen, isOnlyCopy })),
    prunable: prunable(plan),
    prune,
    ignored,
    notes,
    written: progress?.written ?? [],
    deleted: progress?.deleted ?? [],
    label: progress?.label,
    failure: progress?.failure,
    restart,
  };
}

/** "3 new, 20 unchanged". */
export function counts(plan: readonly PlannedParameter[], changes: readonly Change[] = CHANGES): string {
  const parts = changes.flatMap((change) => {
    const count = plan.filter((each) => each.change === change).length;
    return count > 0 ? [`${count} ${change}`] : [];
  });
  return parts.length > 0 ? parts.join(", ") : "no parameters";
}

function placeOf({ line, column }: Position): string {
  return `line ${line}, column ${column}`;
}
