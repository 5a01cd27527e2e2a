import { irreplaceable } from "./irreplaceable.ts";
import type { StoredParameter } from "./parameter-store.ts";
import { SecretValue } from "./secrets-file/secret-value.ts";
import type { StackValue } from "./stack-values/stack-value.ts";

/**
 * What happens to a parameter. "kept": SSM's value stays although the file has another. "stale": the file's value is for another database, Redis
 * or URL than the stack's, so it is not written. "blocked": AWS cannot write it, and nothing is written before a person has mended that.
 */
export const CHANGES = ["new", "changed", "unchanged", "kept", "stale", "blocked", "only in SSM"] as const;
export type Change = (typeof CHANGES)[number];

export interface PlannedParameter {
  readonly name: string;
  readonly change: Change;
  /** Why, as a part of a sentence, without a value; empty where nothing is to be said. */
  readonly because: string;
  /** What is written; undefined where nothing is. */
  readonly write: SecretValue | undefined;
  /** Whether a person has to do something: the product would run with a wrong value, or two values contradict each other. */
  readonly isOpen: boolean;
  /** Whether this command knows of no copy of a value that cannot be replaced but SSM's. */
  readonly isOnlyCopy: boolean;
}

export interface PlanOptions {
  readonly stackValueOf: (name: string) => StackValue | undefined;
  /** Write the values that the stack knows as the file has them. */
  readonly takeStackValues: boolean;
  /** Write the stack's own values where SSM's are missing or others. */
  readonly fromStack: boolean;
  readonly replaceSalt: boolean;
  readonly replaceEncryptionKey: boolean;
}

type Rest = Partial<Omit<PlannedParameter, "name" | "change">>;

/**
 * Compares what is wanted (the file's, or an earlier import's values) with what SSM has.
 *
 * Values that the stack knows stay the stack's. The file's is written where SSM has none, as the product would not start, or a stale one, and it
 * is for this stack. Else SSM's stays: the login of a connection string in SSM may be newer than the file. A file's value that is for another
 * database, Redis or URL is never written. `takeStackValues` writes all of them, for whoever knows better. `fromStack` writes the stack's own.
 */
export function planImport(
  wanted: ReadonlyMap<string, SecretValue>,
  stored: readonly StoredParameter[],
  options: PlanOptions,
): PlannedParameter[] {
  const current = new Map(stored.map((parameter) => [parameter.name, parameter]));
  const names = [...new Set([...wanted.keys(), ...current.keys()])].sort();
  return names.map((name) => planParameter(name, wanted.get(name), current.get(name), options));
}

function planParameter(
  name: string,
  value: SecretValue | undefined,
  stored: StoredParameter | undefined,
  options: PlanOptions,
): PlannedParameter {
  const plan = planner(name);
  const keeper = irreplaceable(name);
  if (value === undefined) return plan("only in SSM", "", { isOnlyCopy: keeper !== undefined });
  if (stored?.isSecure === false) return plan("blocked", NOT_SECURE, { isOpen: true });

  const known = options.takeStackValues ? undefined : options.stackValueOf(name);
  if (known && options.fromStack) return planFromStack(name, value, stored, known);
  const isSame = stored?.value.equals(value) ?? false;
  if (known && !known.agrees(value.reveal())) {
    const isStored = stored !== undefined && known.agrees(stored.value.reveal());
    const has =
      stored === undefined ? "SSM has none" : isSame ? "SSM has the same" : isStored ? "SSM's stays" : "SSM's is stale too";
    return plan("stale", `${known.expected}; ${has}`, { isOpen: !isStored });
  }
  if (stored === undefined) return plan("new", "", { write: value });
  if (isSame) return stored.hasStackKey ? plan("unchanged") : plan("changed", "another key encrypted it", { write: value });
  if (known)
    return known.agrees(stored.value.reveal())
      ? plan("kept", "the stack's; --take-stack-values writes the other value")
      : plan("changed", `SSM's is stale: ${known.expected}`, { write: value });
  if (keeper) {
    const isWished = keeper.flag === "replace-salt" ? options.replaceSalt : options.replaceEncryptionKey;
    if (isWished) return plan("changed", keeper.reason, { write: value });
    return plan("kept", `--${keeper.flag} writes the other value, but ${keeper.reason}`, { isOpen: true, isOnlyCopy: true });
  }
  return plan("changed", "", { write: value });
}

/** SSM's value is the template, as its login may be newer than the file's; the file's is one where SSM has none, or a stale one. */
function planFromStack(
  name: string,
  value: SecretValue,
  stored: StoredParameter | undefined,
  known: StackValue,
): PlannedParameter {
  const plan = planner(name);
  const isFilesBetter = stored === undefined || (!known.agrees(stored.value.reveal()) && known.agrees(value.reveal()));
  const composed = known.compose((isFilesBetter ? value : stored.value).reveal());
  if (composed === undefined)
    return plan("stale", `${known.expected}; its form is unknown, so it must be changed by hand`, { isOpen: true });
  const write = new SecretValue(composed);
  if (stored === undefined) return plan("new", known.expected, { write });
  if (!stored.value.equals(write)) return plan("changed", known.expected, { write });
  return stored.hasStackKey ? plan("unchanged") : plan("changed", "another key encrypted it", { write });
}

function planner(name: string) {
  return (change: Change, because = "", rest: Rest = {}): PlannedParameter => ({
    ...{ name, change, because, write: undefined, isOpen: false, isOnlyCopy: false },
    ...rest,
  });
}

const NOT_SECURE =
  "it is no SecureString, and AWS cannot make it one: delete it in SSM, as anybody may have read it, then import again";

/** Those that `--prune` deletes: never one that cannot be replaced. */
export function prunable(plan: readonly PlannedParameter[]): string[] {
  return plan.filter(({ name, change }) => change === "only in SSM" && irreplaceable(name) === undefined).map(({ name }) => name);
}
