import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The demo talks to this machine alone. */
export const LOOPBACK = "127.0.0.1";

/** How many ports after a taken one are tried. */
const TRIES = 20;

/** Listens on loopback, on `port` or the next free one after it; 0 is any free port. Gives the port. */
export async function listen(server: Server, port = 0): Promise<number> {
  for (let next = port; ; next++) {
    try {
      server.listen(next, LOOPBACK);
      await once(server, "listening");
      return (server.address() as AddressInfo).port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE" || next >= port + TRIES) throw error;
    }
  }
}

/** Ends it at once, whatever is under way: a clock that is still shown must not keep the demo alive. */
export async function stopListening(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
