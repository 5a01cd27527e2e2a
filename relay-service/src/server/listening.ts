import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Connections that may wait to be accepted. Node's default is 511. */
const BACKLOG = 1024;

/** Listens on `port` (0: any free one) of `host`, or of all addresses. Resolves to the port; rejects when it is in use. */
export async function listening(server: Server, port: number, host?: string): Promise<number> {
  server.listen({ port, ...(host !== undefined && { host }), backlog: BACKLOG });
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
