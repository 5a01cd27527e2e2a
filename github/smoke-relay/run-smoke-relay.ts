import { spawn } from "node:child_process";
import { once } from "node:events";
import type { CommandShape, Given, OptionRows } from "../../operate/command-line/arguments.ts";
import { EXIT_CODE } from "../../operate/command-line/exit-code.ts";
import type { Terminal } from "../../operate/command-line/run-command.ts";
import { openDeployedStack, STACK_NAMES } from "../../operate/deployed-stack/deployed-stack.ts";
import { smokeArguments } from "./smoke-arguments.ts";

const OPTIONS = {
  stack: { value: "STACK", oneOf: STACK_NAMES, help: "the deployed stack", required: true },
} as const satisfies OptionRows;

export const SMOKE_RELAY = {
  command: "npm run smoke-relay --",
  purpose: "Runs the smoke test for the relay of a deployed stack, with the address and the key of its outputs.",
  options: OPTIONS,
  examples: ["npm run smoke-relay -- --stack nonprod"],
} as const satisfies CommandShape<typeof OPTIONS>;

/** Tests each host of the relay, also after one has failed. A stack without a relay has nothing to test, which is good. */
export async function runSmokeRelay(
  given: Given<typeof OPTIONS>,
  terminal: Terminal,
  openStack = openDeployedStack,
): Promise<number> {
  const stack = given.stack as (typeof STACK_NAMES)[number];
  const hosts = smokeArguments((await openStack(stack)).outputs);
  if (hosts.length === 0) terminal.out(`${stack} has no relay: there is nothing to test.`);
  let worst: number = EXIT_CODE.good;
  for (const words of hosts) {
    const child = spawn("npm", ["run", "--silent", "smoke", "--", ...words], { stdio: "inherit" });
    await once(child, "close");
    worst = Math.max(worst, child.exitCode ?? EXIT_CODE.unknown);
  }
  return worst;
}
