import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { checkPort } from "../../../operate/tunnel/local-port.ts";
import { OUTPUTS, STACK } from "../deployed.ts";
import { installPlugin, isRunning } from "./install-plugin.ts";
import { SessionServer } from "./session-server.ts";

const PROGRAM = join(import.meta.dirname, "tunnel-program.ts");

export const ENVIRONMENTS = { sm: "xmpro-nonprod-sm", ds: "xmpro-nonprod-ds", ad: "xmpro-nonprod-ad" };

/** What the fake plugin noted. */
interface PluginEntry {
  readonly pid?: number;
  readonly argv?: readonly string[];
  readonly response?: { readonly TokenValue: string };
  readonly region?: string;
  readonly operation?: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly ended?: string;
}

/** The command in a process of its own, a small AWS, a plugin on PATH, and a server that the plugin forwards to: it says "hello". */
export class TunnelTest {
  readonly aws = new SessionServer(STACK.accountId);
  /** Changes of the command's environment. */
  env: Record<string, string> = {};
  outputs: Readonly<Record<string, unknown>> = { ...OUTPUTS, environments: ENVIRONMENTS };
  endpoint = "";
  readonly #folder = mkdtempSync(join(tmpdir(), "tunnel-"));
  readonly #children: ChildProcess[] = [];
  readonly #upstream = createServer((socket) => void socket.on("error", () => {}).end("hello"));

  async start(): Promise<this> {
    this.endpoint = await this.aws.start();
    await once(this.#upstream.listen(0, "127.0.0.1"), "listening");
    installPlugin(this.#folder);
    this.aws.instances.set(ENVIRONMENTS.sm, ["i-sm"]).set(ENVIRONMENTS.ds, ["i-ds"]).set(ENVIRONMENTS.ad, ["i-ad"]);
    for (const id of ["i-sm", "i-ds", "i-ad"]) this.aws.connected.add(id);
    return this;
  }

  stop(): void {
    for (const child of this.#children) child.kill("SIGKILL");
    const pid = this.plugin().find((entry) => entry.pid !== undefined)?.pid;
    if (pid !== undefined && isRunning(pid)) process.kill(pid, "SIGKILL");
    this.aws.stop();
    this.#upstream.close();
    rmSync(this.#folder, { recursive: true });
  }

  /** Starts the command. Its port is a free one, unless a port is given. */
  async run(...argv: string[]) {
    const given = argv.find((word) => word.startsWith("--port="))?.slice("--port=".length);
    const port = given === undefined ? await unusedPort() : Number(given);
    const words = ["--stack", "nonprod", ...argv, ...(given === undefined ? [`--port=${port}`] : [])];
    const child = spawn(process.execPath, [PROGRAM, ...words], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: this.#folder,
        AWS_ENDPOINT_URL: this.endpoint,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
        TEST_STACK: JSON.stringify({ ...STACK, outputs: this.outputs }),
        FAKE_PLUGIN_LOG: join(this.#folder, "log"),
        FAKE_PLUGIN_UPSTREAM: String((this.#upstream.address() as AddressInfo).port),
        ...this.env,
      },
    });
    this.#children.push(child);
    return new RunningCommand(child, port);
  }

  /** What the plugins noted so far. */
  plugin(): PluginEntry[] {
    const log = join(this.#folder, "log");
    if (!existsSync(log)) return [];
    return readFileSync(log, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as PluginEntry);
  }
}

/** The command while it runs. */
class RunningCommand {
  readonly port: number;
  readonly child: ChildProcess;
  readonly #result: Promise<{ code: number | null; output: string; errors: string }>;

  constructor(child: ChildProcess, port: number) {
    this.child = child;
    this.port = port;
    const { stdout, stderr } = child;
    if (!stdout || !stderr) throw new Error("the command has no output");
    this.#result = Promise.all([text(stdout), text(stderr), once(child, "close")]).then(([output, errors]) => ({
      code: child.exitCode,
      output,
      errors,
    }));
  }

  /** Waits for a text among the problems and the progress. */
  async says(words: string): Promise<void> {
    let said = "";
    await new Promise<void>((resolve, reject) => {
      this.child.stderr?.on("data", (chunk) => {
        said += chunk;
        if (said.includes(words)) resolve();
      });
      this.child.once("close", () => reject(new Error(`it ended without "${words}": ${said}`)));
    });
  }

  /** What the command gave when it has ended. */
  ended() {
    return this.#result;
  }
}

/** What a server says to whoever connects to a port of this machine. */
export async function heardFrom(port: number): Promise<string> {
  return text(connect(port, "127.0.0.1"));
}

let next = 20_000 + ((process.pid * 64) % 12_000);

/** A port below those that the system gives to whoever asks for any, so that nobody gets it before the plugin does. */
export async function unusedPort(): Promise<number> {
  for (;;) {
    next = next < 31_999 ? next + 1 : 20_000;
    const port = next;
    try {
      await checkPort(port, "");
      return port;
    } catch {
      // Another program of this machine has it.
    }
  }
}
