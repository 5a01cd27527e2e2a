import type { StackName } from "../../stacks/settings/domain.ts";
import type { CommandShape, Given, OptionRows } from "../command-line/arguments.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import { jsonText } from "../command-line/json-text.ts";
import { printable } from "../command-line/printable.ts";
import type { Terminal } from "../command-line/run-command.ts";
import { accessTo } from "../deployed-stack/aws-access.ts";
import { openDeployedStack, STACK_NAMES } from "../deployed-stack/deployed-stack.ts";
import { findInstances, nameOf, THROUGH, type Through } from "./find-instances.ts";
import { LOCAL_HOST, readPort } from "./local-port.ts";
import { openTunnel, type Tunnel } from "./open-tunnel.ts";
import { Stopped, untilStopped } from "./stop-signals.ts";
import { type OpenTunnel, SERVERS, type ServerKind, tunnelDocument, tunnelLines } from "./what-to-type.ts";

const OPTIONS = {
  stack: { value: "STACK", oneOf: STACK_NAMES, help: "the stack whose server is reached", required: true },
  to: { value: "SERVER", oneOf: SERVERS, help: "the stack's SQL Server or its Redis", required: true },
  through: {
    value: "INSTANCE",
    oneOf: THROUGH,
    help: "go over an instance of this product, or over the installers' host; without it over the first one that is connected",
  },
  port: { value: "PORT", help: "port of this machine; without it the server's own, which XMPro's installers need" },
  json: { help: "print one JSON document in one line when the tunnel is open, or why it is not" },
} as const satisfies OptionRows;

export const TUNNEL = {
  command: "npm run tunnel --",
  purpose: "Reaches the SQL Server or the Redis of a stack on a port of this machine, until you press Ctrl-C.",
  options: OPTIONS,
  examples: ["npm run tunnel -- --stack nonprod --to sql", "npm run tunnel -- --stack prod --to redis --through ds --port 16379"],
} as const satisfies CommandShape<typeof OPTIONS>;

/** What a test gives in place of the real thing. */
export interface TunnelRuntime {
  readonly openStack: typeof openDeployedStack;
  /** Milliseconds that a tunnel may take to open. */
  readonly openMs: number;
}

/** The plugin opens its port when the instance has answered. It waits for that without end, also where the network lets nothing through. */
const REAL: TunnelRuntime = { openStack: openDeployedStack, openMs: 60_000 };

/** Runs the command until a person or its plugin ends it, and gives its exit code. */
export async function runTunnel(
  given: Given<typeof OPTIONS>,
  terminal: Terminal,
  { openStack, openMs }: TunnelRuntime = REAL,
): Promise<number> {
  const kind = given.to as ServerKind;
  const wantedPort = given.port === undefined ? undefined : readPort(given.port);
  terminal.err(`Reading the stack ${given.stack} from Pulumi's state …`);
  const stack = await openStack(given.stack as StackName);
  const { host, port } = kind === "sql" ? stack.outputs.sqlServer : stack.outputs.redis;
  const localPort = wantedPort ?? port;
  const access = await accessTo(stack);
  const say = (line: string) => terminal.err(printable(line));

  return untilStopped(async (signal) => {
    let tunnel: Tunnel | undefined;
    try {
      say(`Opening a session to reach ${host}:${port} …`);
      const instances = findInstances(access, stack.outputs, given.through as Through | undefined);
      const portAdvice = `Give another one, such as "--port ${10_000 + port}".`;
      tunnel = await openTunnel({ access, instances, host, port, localPort, portAdvice, signal, say, openMs });
      const open: OpenTunnel = { stack, kind, localPort, ...tunnel };
      if (given.json) terminal.out(jsonText(tunnelDocument(open)).replaceAll(/\n */g, ""));
      else for (const line of tunnelLines(open)) terminal.out(printable(line));
      say(`${LOCAL_HOST}:${localPort} is open, over ${tunnel.instance.id} (${nameOf(tunnel.instance.through)}). Ctrl-C ends it.`);
      const broken = await Promise.race([tunnel.broken, aborted(signal)]);
      if (broken === undefined) return EXIT_CODE.good;
      say(broken);
      return EXIT_CODE.wrong;
    } catch (error) {
      if (error instanceof Stopped) return EXIT_CODE.good;
      throw error;
    } finally {
      await tunnel?.close();
      if (tunnel !== undefined) say("The tunnel is closed.");
    }
  });
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  await new Promise((resolve) => (signal.aborted ? resolve(undefined) : signal.addEventListener("abort", resolve)));
}
