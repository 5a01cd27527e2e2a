import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Connections that may wait until they are taken; Node's own limit is 511. */
const BACKLOG = 1024;

/** Listens on `port` (0: the system chooses) of `host`, or of all addresses. Gives the port; rejects when it is taken. */
export async function listening(server: Server, port: number, host?: string): Promise<number> {
  server.listen({ port, ...(host !== undefined && { host }), backlog: BACKLOG });
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
