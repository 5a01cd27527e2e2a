import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";
import type { AwsAccess } from "../deployed-stack/aws-access.ts";
import type { Instance } from "./find-instances.ts";
import { checkPort, waitForPort } from "./local-port.ts";
import { checkPlugin, type PluginEnd, type SessionPlugin, startPlugin } from "./session-plugin.ts";
import { type RemoteServer, type Session, startSession } from "./start-session.ts";

export interface TunnelWish extends RemoteServer {
  readonly access: AwsAccess;
  readonly instances: AsyncIterable<Instance>;
  /** Port of this machine. */
  readonly localPort: number;
  /** What to do when that port is taken, a whole sentence. */
  readonly portAdvice: string;
  /** Ends it while it opens: the promise is then rejected with the signal's reason, and nothing is left. */
  readonly signal: AbortSignal;
  /** Receives what happens, for a person. */
  readonly say: (line: string) => void;
  /** Milliseconds until it gives up. */
  readonly openMs: number;
}

/** An open tunnel: 127.0.0.1 and the local port lead to the server. */
export interface Tunnel {
  readonly instance: Instance;
  readonly sessionId: string;
  /** The plugin ended by itself, such as after Session Manager's time of idleness. What it said is in the text, a whole sentence. */
  readonly broken: Promise<string>;
  /** Ends the session and the plugin. */
  readonly close: () => Promise<void>;
}

/**
 * Opens a tunnel to a server that only the stack's instances reach.
 *
 * @throws CommandRefused when a person can mend it: the plugin, the port, or an instance that is not connected
 * @throws CouldNotLook when AWS refuses
 */
export async function openTunnel(wish: TunnelWish): Promise<Tunnel> {
  const { access, instances, localPort, portAdvice, signal, say, openMs } = wish;
  await checkPlugin();
  await checkPort(localPort, portAdvice);
  signal.throwIfAborted();
  const session = await startSession(access, instances, wish);
  const plugin = startPlugin(session, access.region, (line) => {
    if (/Connection to destination port failed/i.test(line)) say(unreachable(wish, session.instance));
  });
  const close = async () => void (await Promise.all([plugin.stop(), terminate(session, say)]));
  try {
    await untilOpen(plugin, localPort, signal, openMs);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    instance: session.instance,
    sessionId: session.response.SessionId,
    broken: plugin.ended.then((end) => `The tunnel broke: ${endText(end)} ${IDLE}`),
    close,
  };
}

const IDLE = "Session Manager ends a session after 20 minutes in which nothing was sent, unless the account has another limit.";

async function untilOpen(plugin: SessionPlugin, port: number, signal: AbortSignal, openMs: number): Promise<void> {
  const enough = AbortSignal.timeout(openMs);
  const tries = new AbortController();
  const opened = waitForPort(port, AbortSignal.any([signal, enough, tries.signal]));
  const end = await Promise.race([plugin.ended, opened]);
  tries.abort();
  signal.throwIfAborted();
  if (end !== undefined) throw new CommandRefused([`The tunnel did not open: ${endText(end)}`], EXIT_CODE.wrong);
  if (enough.aborted)
    throw new CommandRefused(
      [
        `The tunnel did not open within ${openMs / 1000} s. ${said(plugin.lastLines())} This machine must reach ssmmessages of the stack's region on port 443, without a proxy that opens TLS.`,
      ],
      EXIT_CODE.wrong,
    );
}

async function terminate(session: Session, say: (line: string) => void): Promise<void> {
  const reason = await session.terminate();
  if (reason === undefined) return;
  say(`AWS did not end the session ${session.response.SessionId}: ${reason}. Session Manager ends it when it is idle.`);
}

const endText = ({ how, lastLines }: PluginEnd) => `session-manager-plugin ended (${how}). ${said(lastLines)}`;

function said(lines: readonly string[]): string {
  return lines.length === 0 ? "It said nothing." : `It said: "${lines.join(" / ")}".`;
}

function unreachable({ host, port }: RemoteServer, { id }: Instance): string {
  return `The instance ${id} does not reach ${host}:${port}: choose another one with --through, and see whether the server runs.`;
}
