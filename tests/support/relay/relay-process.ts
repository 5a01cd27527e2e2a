import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { TEST_SECRET } from "./running-relay.ts";

/** The relay as its users start it: a process of its own, configured by environment alone. */
export interface RelayProcess extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly port: number;
  readonly url: string;
  /** Every line it has logged, parsed. */
  readonly logged: Record<string, unknown>[];
  /** Its exit code (null after a signal), and what it wrote to standard error. */
  readonly exited: Promise<{ code: number | null; errors: string }>;
  kill(): Promise<void>;
}

const MAIN = join(import.meta.dirname, "../../../relay-service/src/main.ts");
/** Without a pause, polling would take the processor from the relay that is to become ready. */
const POLL_MS = 10;
const DEFAULTS = { CLIENT_ID_SECRET: TEST_SECRET, PORT: "0", HOST: "127.0.0.1", METRICS_PORT: "0" };

/** Starts a process with only `env`, without waiting. */
export function spawnRelay(env: Record<string, string>): Omit<RelayProcess, "port" | "url"> & { listening: Promise<number> } {
  const child = spawn(process.execPath, ["--no-warnings", MAIN], {
    // Without the cache of compiled code, its start takes three times as long.
    env: { PATH: process.env.PATH ?? "", NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const logged: Record<string, unknown>[] = [];
  const listening = Promise.withResolvers<number>();
  listening.promise.catch(() => {});
  const workers = Number(env.WORKERS ?? 1);
  const metrics = env.METRICS_PORT === "0" ? 0 : 1;
  let port = 0;
  let rest = "";
  let errors = "";
  child.stdout.on("data", (piece: Buffer) => {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const entry = JSON.parse(line) as Record<string, unknown>;
      logged.push(entry);
      if (entry.msg === "listening") port = entry.port as number;
      const countOf = (text: string) => logged.filter(({ msg }) => msg === text).length;
      if (countOf("listening") >= workers && countOf("metrics") >= metrics) listening.resolve(port);
    }
  });
  child.stderr.on("data", (piece: Buffer) => {
    errors += piece;
  });
  const exited = once(child, "close").then(([code]) => {
    listening.reject(new Error(`the relay ended with ${code} before it listened: ${errors}`));
    return { code: code as number | null, errors };
  });
  const kill = async () => {
    child.kill("SIGKILL");
    await exited;
  };
  return { child, logged, exited, kill, listening: listening.promise, [Symbol.asyncDispose]: kill };
}

/** Starts a relay process on a free port and waits until it listens. */
export async function relayProcess(env: Record<string, string>): Promise<RelayProcess> {
  const { listening, ...rest } = spawnRelay({ ...DEFAULTS, ...env });
  const port = await listening;
  return { ...rest, port, url: `http://127.0.0.1:${port}` };
}

/** Polls until the relay reports that it is ready, or not. */
export async function untilReady(relay: RelayProcess, ready: boolean): Promise<void> {
  while ((await fetch(`${relay.url}/healthz/ready`)).ok !== ready) await setTimeout(POLL_MS);
}
