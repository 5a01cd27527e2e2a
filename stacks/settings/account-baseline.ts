import type { Reader } from "./reader/reader.ts";

/** What the stack sets up once for its whole account. */
export interface AccountBaselineSettings {
  /** USD a month of the whole account, above which AWS sends mail; undefined for no budget. */
  readonly budgetUsd: number | undefined;
}

/** Undefined: somebody else looks after the account. */
export function readAccountBaseline(reader: Reader): AccountBaselineSettings | undefined {
  const isOn = reader.choice("accountBaseline") === "on";
  const budgetUsd = reader.integer("accountBudget", { min: 1, max: 10_000_000, unit: "USD" }) || undefined;
  if (!isOn && budgetUsd !== undefined) reader.report("accountBudget", 'must not be set without xmpro:accountBaseline "on"');
  return isOn ? { budgetUsd } : undefined;
}
