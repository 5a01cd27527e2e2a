import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** One address for servers that replace each other, like a DNS name. Open connections stay with their server. */
export interface TcpSwitch extends AsyncDisposable {
  readonly port: number;
  /** Sets the loopback port for later connections. */
  lead(port: number): void;
}

/** `onData` sees every byte of both directions, and changes none. */
export async function tcpSwitch(port: number, onData?: (piece: Buffer) => void): Promise<TcpSwitch> {
  let target = port;
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    for (const [socket, other] of [[near, far] as const, [far, near] as const]) {
      sockets.add(socket);
      if (onData) socket.on("data", onData);
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
    port: (server.address() as AddressInfo).port,
    lead: (to) => {
      target = to;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
