import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";
import { DescribeSessionsCommand, SSMClient } from "@aws-sdk/client-ssm";
import { installPlugin, isRunning } from "../operate/tunnel/install-plugin.ts";

/** What the steps may do with the stack that they are rehearsed on. */
export interface TunnelHands {
  readonly endpoint: string;
  /** Folder of the project that the stack was deployed from. */
  readonly project: string;
  readonly stack: string;
  readonly region: string;
  readonly note: (step: string, seen: string, verdict: string) => void;
}

/** What `--json` prints, as far as it is looked at. */
interface Document {
  readonly localPort: number;
  readonly host: string;
  readonly instance: string;
}

/**
 * `npm run tunnel` on a stack that is up, as far as AWS answers: the emulator starts sessions, but has no data channel. A plugin of the tests
 * forwards the port to a server here. An instance whose agent is lost is refused.
 */
export async function rehearseTunnel(hands: TunnelHands): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "tunnel-"));
  const server = createServer((socket) => void socket.on("error", () => {}).end("hello"));
  await once(server.listen(0, "127.0.0.1"), "listening");
  installPlugin(folder);
  const env = {
    ...process.env,
    PATH: `${folder}${delimiter}${process.env.PATH}`,
    FAKE_PLUGIN_LOG: join(folder, "log"),
    FAKE_PLUGIN_UPSTREAM: String((server.address() as AddressInfo).port),
  };
  try {
    const instance = await open(hands, env);
    const [plugin = ""] = readFileSync(join(folder, "log"), "utf8").split("\n");
    const { pid, argv, response } = JSON.parse(plugin) as { pid: number; argv: string[]; response: { TokenValue: string } };
    const isRight = !isRunning(pid) && !argv.join().includes(response.TokenValue);
    hands.note("the plugin has ended, and had the token in its environment alone", "", isRight ? "ok" : `FAILED: ${argv}`);
    if (instance === undefined) return;
    await seed(hands, instance, "false");
    await refuse(hands, env, instance);
    await seed(hands, instance, "true");
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
}

/** A step: the tunnel opens, a server answers through it, and Ctrl-C ends it. Gives the instance that it went over. */
async function open(hands: TunnelHands, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const child = start(hands, env, "--to", "sql", "--port", "21433");
  const errors = text(child.stderr);
  const document = await firstLine(child.stdout);
  const seen = document === undefined ? undefined : `${document.instance} leads to ${document.host}`;
  const heard = document && (await text(connect(document.localPort, "127.0.0.1")));
  // A terminal sends it to all that run in it.
  process.kill(-(child.pid as number), "SIGINT");
  await once(child, "close");
  const left = await activeSessions(hands);
  // npm ends by the signal itself, once the command has ended.
  const end = child.signalCode ?? child.exitCode;
  const isRight = heard === "hello" && end === "SIGINT" && left === 0 && (await errors).includes("The tunnel is closed.");
  const verdict = isRight ? "ok" : `FAILED: ended with ${end}, ${left} sessions left, ${await errors}`;
  hands.note("a tunnel opens, carries data and ends with Ctrl-C", seen ?? "nothing", verdict);
  return document?.instance;
}

/** A step: Session Manager does not reach the instance. */
async function refuse(hands: TunnelHands, env: NodeJS.ProcessEnv, instance: string): Promise<void> {
  const child = start(hands, env, "--to", "redis", "--through", "sm");
  const [errors] = await Promise.all([text(child.stderr), text(child.stdout), once(child, "close")]);
  const isRight = child.exitCode === 1 && errors.includes(`Session Manager reaches none of the instances: ${instance}`);
  hands.note("an instance without its agent is refused", errors.trim(), isRight ? "ok" : `FAILED: exit code ${child.exitCode}`);
}

/** The command as a person types it, in a process group of its own. */
function start({ project, stack }: TunnelHands, env: NodeJS.ProcessEnv, ...options: readonly string[]) {
  console.error(`${stack}: tunnel ${options.join(" ")} …`);
  const words = ["run", "--silent", "tunnel", "--", "--stack", stack, "--json", ...options];
  return spawn("npm", words, { cwd: project, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<Document | undefined> {
  let line = "";
  for await (const chunk of stream) {
    line += chunk;
    if (line.includes("\n")) return JSON.parse(line.split("\n")[0] ?? "") as Document;
  }
  return undefined;
}

async function seed({ endpoint, region }: TunnelHands, instance: string, online: string): Promise<void> {
  const body = JSON.stringify({ instance, online, region });
  const { status } = await fetch(`${endpoint}/_rehearsal/managed-instance`, { method: "POST", body });
  if (status !== 200) throw new Error(`the emulator did not seed managed-instance: ${status}`);
}

async function activeSessions({ region }: TunnelHands): Promise<number> {
  const { Sessions = [] } = await new SSMClient({ region }).send(new DescribeSessionsCommand({ State: "Active" }));
  return Sessions.length;
}
