import { join } from "node:path";
import { readStackConfig } from "../../../preview/engine/stack-config.ts";
import program from "../../../stacks/index.ts";
import type { StackName } from "../../../stacks/settings/domain.ts";
import { schema } from "../../../stacks/settings/schema.ts";
import { type Deployed, deploy } from "./deploy.ts";
import type { State } from "./deployed-state.ts";

const ROOT = join(import.meta.dirname, "..", "..", "..");
const secretKeys = Object.entries(schema)
  .filter(([, key]) => "secret" in key)
  .map(([name]) => `xmpro:${name}`);

const made = new Map<string, Promise<Deployed>>();

/** The whole program of a stack with its committed settings, changed by `overrides`: keys of xmpro:, lists as lists. Each variant runs once. */
export function deployStack(stack: StackName, overrides: Readonly<Record<string, unknown>> = {}): Promise<Deployed> {
  const wish = JSON.stringify([stack, overrides]);
  const before = made.get(wish) ?? updateStack(stack, overrides);
  made.set(wish, before);
  return before;
}

/** The same, with the state after the previous update. */
export function updateStack(
  stack: StackName,
  overrides: Readonly<Record<string, unknown>>,
  deployed: State = {},
): Promise<Deployed> {
  const { config } = readStackConfig(ROOT, stack);
  const changes = Object.entries(overrides).map(([key, value]) => [
    key.includes(":") ? key : `xmpro:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return deploy(program, { stack, config: { ...config, ...Object.fromEntries(changes) }, secretKeys, deployed });
}
