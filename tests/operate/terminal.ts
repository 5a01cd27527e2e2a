import type { Terminal } from "../../operate/command-line/run-command.ts";

/** A terminal that keeps what a command writes. */
export function recordingTerminal(): Terminal & { readonly printed: string[]; readonly said: string[] } {
  const printed: string[] = [];
  const said: string[] = [];
  return { printed, said, out: (line) => void printed.push(line), err: (line) => void said.push(line), ask: undefined };
}
