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

/** The committed settings, read once: to parse them takes as long as the program takes to check them. */
const committed = { nonprod: readStackConfig(ROOT, "nonprod").config, prod: readStackConfig(ROOT, "prod").config };

const made = new Map<string, Promise<Deployed>>();

/** The whole program of a stack with its committed settings, changed by `overrides`: keys of xmpro:, lists as lists. Each variant runs once. */
export function deployStack(stack: StackName, overrides: Readonly<Record<string, unknown>> = {}): Promise<Deployed> {
  const wish = JSON.stringify([stack, overrides]);
  const before = made.get(wish) ?? updateStack(stack, overrides);
  made.set(wish, before);
  return before;
}

/** The same, with the state after the previous update. `run` is what runs instead of the whole program. */
export function updateStack(
  stack: StackName,
  overrides: Readonly<Record<string, unknown>>,
  deployed: State = {},
  run: () => unknown = () => program(undefined, async () => false),
): Promise<Deployed> {
  const changes = Object.entries(overrides).map(([key, value]) => [
    key.includes(":") ? key : `xmpro:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return deploy(run, { stack, config: { ...committed[stack], ...Object.fromEntries(changes) }, secretKeys, deployed });
}
