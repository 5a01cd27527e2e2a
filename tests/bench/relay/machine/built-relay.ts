import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { TEST_SECRET } from "../../../support/relay/running-relay.ts";
import { imageStart } from "../image-start.ts";

const PACKAGE = join(import.meta.dirname, "../../../../relay-service");

/** A relay as a process of its own. */
export interface BuiltRelay {
  readonly port: number;
  readonly pid: number;
  /** Asks it to stop and waits for that. Rejects when it ends with another code than 0, or has printed an error. */
  stop(): Promise<void>;
}

/** Builds the client and the service as the image does. Sources would cost 40 MB more memory, as Node brings a compiler for them. */
export function buildRelay(): void {
  for (const script of ["build.ts", "build-service.ts", "build-native.ts"]) {
    execFileSync(process.execPath, ["--no-warnings", join(PACKAGE, script)], { stdio: "ignore" });
  }
  if (existsSync(join(PACKAGE, "dist", "message-crypto.node"))) return;
  console.log("without the native part, which cannot be built here: encoded traffic is slower than in the image");
}

/** Starts the built relay with the arguments and environment of the image, and `env` over it. Resolves when it listens, all workers included. */
export async function startBuiltRelay(env: Readonly<Record<string, string>>, args: readonly string[] = []): Promise<BuiltRelay> {
  const image = imageStart(readFileSync(join(PACKAGE, "Dockerfile"), "utf8"));
  const child = spawn(process.execPath, [...image.command, ...args], {
    cwd: join(PACKAGE, "dist"),
    env: {
      ...image.env,
      CLIENT_ID_SECRET: TEST_SECRET,
      PORT: "0",
      HOST: "127.0.0.1",
      METRICS_PORT: "0",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  let errors = "";
  child.stderr.on("data", (piece) => {
    errors += piece;
  });
  const exited = once(child, "close").then(([code]) => {
    process.off("exit", kill);
    if (code !== 0 || errors !== "") throw new Error(`a relay ended with ${code}: ${errors}`);
  });
  exited.catch(() => {});

  const listening = new Promise<number>((resolve) => {
    let awaited = Number(env.WORKERS ?? 1);
    createInterface({ input: child.stdout }).on("line", (line) => {
      const { msg, port, level } = JSON.parse(line) as { msg: string; port: number; level: number };
      if (level >= 50) errors += `${line}\n`;
      if (msg === "listening" && --awaited === 0) resolve(port);
    });
  });
  const port = await Promise.race([listening, exited.then(() => Promise.reject(new Error("a relay ended at its start")))]);
  return {
    port,
    pid: child.pid as number,
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}
