import { tcpSwitch } from "./tcp-switch.ts";

/** A place on the way to a server that sees every byte, and changes none. */
export interface WireTap extends AsyncDisposable {
  readonly origin: string;
  /** All bytes of both directions, as Latin-1. */
  seen(): string;
}

/** Passes connections on to a port of this machine. */
export async function wireTap(port: number): Promise<WireTap> {
  const pieces: Buffer[] = [];
  const tap = await tcpSwitch(port, (piece) => pieces.push(piece));
  return {
    origin: `http://127.0.0.1:${tap.port}`,
    seen: () => Buffer.concat(pieces).toString("latin1"),
    [Symbol.asyncDispose]: () => tap[Symbol.asyncDispose](),
  };
}
