import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A place on the way to a server that sees every byte, and changes none. */
export interface WireTap extends AsyncDisposable {
  readonly origin: string;
  /** All bytes of both directions, as Latin-1. */
  seen(): string;
}

/** Passes connections on to a port of this machine. */
export async function wireTap(port: number): Promise<WireTap> {
  const pieces: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const [socket, other] of [[near, far] as const, [far, near] as const]) {
      sockets.add(socket);
      socket.on("data", (piece: Buffer) => pieces.push(piece));
      socket.on("error", () => {});
      socket.on("close", () => {
        sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen: () => Buffer.concat(pieces).toString("latin1"),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
