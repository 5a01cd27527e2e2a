import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { CommandRefused } from "../command-line/command-refused.ts";
import { EXIT_CODE } from "../command-line/exit-code.ts";

/** The plugin listens there, and nobody outside of this machine gets in. */
export const LOCAL_HOST = "127.0.0.1";

const BETWEEN_TRIES_MS = 100;

/**
 * A port as a person types it.
 *
 * @throws CommandRefused for what is no port
 */
export function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535)
    throw new CommandRefused(['--port must be a number from 1 to 65535 such as "--port 11433"'], EXIT_CODE.usage);
  return port;
}

/** @throws CommandRefused when another program has the port, or this one may not have it */
export async function checkPort(port: number, advice: string): Promise<void> {
  const server = createServer();
  try {
    await once(server.listen(port, LOCAL_HOST), "listening");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problem =
      code === "EADDRINUSE"
        ? `Port ${port} of this machine is taken, perhaps by a server of your own or by another tunnel.`
        : `Port ${port} of this machine cannot be used: ${code}.`;
    throw new CommandRefused([`${problem} ${advice}`], EXIT_CODE.wrong);
  } finally {
    server.close();
  }
}

/** A port of this machine that nobody has. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, LOCAL_HOST), "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Waits until something listens at a port of this machine. It ends early with the signal. */
export async function waitForPort(port: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && !(await listens(port))) await wait(BETWEEN_TRIES_MS);
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, LOCAL_HOST);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
