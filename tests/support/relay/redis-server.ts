import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { createClient } from "redis";
import { describeWith } from "../browsers/describe-with.ts";

export interface RedisServerOptions {
  /** Of the user `default`. */
  password?: string;
  /** Files in PEM. With them the server speaks TLS only. */
  tls?: { certificate: string; key: string };
  /** More settings of redis.conf, such as `["--maxmemory", "1mb"]`. */
  args?: string[];
}

/** A real redis-server that keeps nothing on disk. */
export interface RedisServer {
  /** With the password, where there is one. */
  readonly url: string;
  /** Runs one command on a connection of its own. */
  command(...command: string[]): Promise<unknown>;
  /** The server accepts connections and bytes, but answers nothing until `resume`. */
  pause(): void;
  resume(): void;
  /** Kills it like a crash: all data is lost. */
  kill(): Promise<void>;
  /** Starts again on the same port, empty. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const INSTALLED = spawnSync("redis-server", ["--version"]).status === 0;
const MISSING = "redis-server is missing: apt-get install redis-server";

/** `describe` for tests that need redis-server. */
export function describeWithRedis(name: string, tests: () => void): void {
  describeWith(INSTALLED ? undefined : MISSING, name, tests);
}

export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const { password, tls, args = [] } = options;
  const directory = mkdtempSync(join(tmpdir(), "redis-"));
  let port = 0;
  let started = false;
  let server: ChildProcess | undefined;

  async function start() {
    // Redis cannot let the system choose a port, so ports are tried. They lie below those that the system gives to outgoing
    // connections: a client that reconnects repeatedly would otherwise take the port of a stopped server, or connect to itself.
    for (let attempt = 0; attempt < 20 && !server; attempt++) {
      // A server that starts again keeps its port, as its clients use it.
      if (!started) port = 10_000 + Math.floor(Math.random() * 20_000);
      server = await launch(port);
    }
    if (!server) throw new Error("redis-server does not start");
    started = true;
  }

  async function launch(port: number): Promise<ChildProcess | undefined> {
    const plainPort = tls ? 0 : port;
    const tlsArgs = tls
      ? ["--tls-port", String(port), "--tls-cert-file", tls.certificate, "--tls-key-file", tls.key, "--tls-auth-clients", "no"]
      : [];
    const passwordArgs = password ? ["--requirepass", password] : [];
    const child = spawn(
      "redis-server",
      [
        "--port",
        String(plainPort),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--dir",
        directory,
        ...tlsArgs,
        ...passwordArgs,
        ...args,
      ],
      { stdio: ["ignore", "pipe", "ignore"] },
    );
    running.add(child);
    child.once("exit", () => running.delete(child));
    for await (const line of createInterface({ input: child.stdout })) {
      if (!line.includes("Ready to accept connections")) continue;
      child.stdout.resume();
      return child;
    }
    return undefined;
  }

  async function kill() {
    const ending = server;
    server = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const exit = once(ending, "exit");
    ending.kill("SIGKILL");
    await exit;
  }

  await start();
  const scheme = tls ? "rediss" : "redis";
  const url = `${scheme}://${password ? `:${encodeURIComponent(password)}@` : ""}${tls ? "localhost" : "127.0.0.1"}:${port}`;
  // A client made from scratch prepares all commands of Redis, which takes longer than the command.
  const model = createClient({ url, socket: { reconnectStrategy: false } });
  return {
    url,
    async command(...command) {
      const client = model.duplicate();
      client.on("error", () => {});
      await client.connect();
      try {
        return await client.sendCommand(command);
      } finally {
        client.destroy();
      }
    },
    pause: () => void server?.kill("SIGSTOP"),
    resume: () => void server?.kill("SIGCONT"),
    kill,
    start,
    async stop() {
      await kill();
      rmSync(directory, { recursive: true });
    },
  };
}

// An interrupted test run leaves no servers behind.
const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
