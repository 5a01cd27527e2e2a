import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The demo is reachable from this machine only. */
export const LOOPBACK = "127.0.0.1";

/** How many ports to try after one that is in use. */
const MAX_TRIES = 20;

/** Listens on loopback, on `port` or the next free one after it; 0 means any free port. Resolves to the port. */
export async function listen(server: Server, port = 0): Promise<number> {
  for (let next = port; ; next++) {
    try {
      server.listen(next, LOOPBACK);
      await once(server, "listening");
      return (server.address() as AddressInfo).port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || next >= port + MAX_TRIES) throw error;
    }
  }
}

/** Closes the server and all its connections, even while the clock streams. */
export async function stopListening(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
