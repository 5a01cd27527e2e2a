import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";

/** A load balancer that gives each request to the next server, also those of one connection. */
export interface RequestAlternator extends AsyncDisposable {
  readonly origin: string;
  /** How many requests each server got. */
  readonly counts: readonly number[];
  /** Which servers get later requests, by their index. */
  use(...indexes: number[]): void;
}

export async function requestAlternator(...ports: readonly number[]): Promise<RequestAlternator> {
  const counts = ports.map(() => 0);
  let used = ports.map((_, index) => index);
  let next = 0;
  const server = createServer((incoming, outgoing) => {
    const index = used[next++ % used.length] as number;
    counts[index] = (counts[index] as number) + 1;
    const { method, url, rawHeaders } = incoming;
    const options = { host: "127.0.0.1", port: ports[index], method, path: url, headers: [...rawHeaders], agent: false } as const;
    const passed = httpRequest(options, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 0, answer.rawHeaders);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
      // A server that fails in the middle of an answer cuts it.
      answer.on("aborted", () => outgoing.destroy());
    });
    passed.on("error", () => outgoing.destroy());
    outgoing.on("close", () => passed.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    counts,
    use: (...indexes) => {
      used = indexes;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
