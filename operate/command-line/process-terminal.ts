import { createInterface } from "node:readline/promises";
import type { Terminal } from "./run-command.ts";

/** The terminal of this process. It asks only where both a person's input and output are a terminal. */
export function processTerminal(): Terminal {
  const canAsk = process.stdin.isTTY === true && process.stderr.isTTY === true;
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    ask: canAsk ? ask : undefined,
  };
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
}
