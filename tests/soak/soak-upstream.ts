import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An API that echoes what it receives, and one that misbehaves. */
export interface SoakUpstream {
  readonly url: string;
  /** Bodies that were complete although their sender disconnected or forged them. There must be none. */
  readonly wronglyWhole: () => number;
}

/** 5 MB that the API returns, and that clients send. */
export const LARGE = randomBytes(5_000_000);
export const EVENTS = 5;
const EVENT_MS = 20;
const SMALL = "x".repeat(1024);

/** Listens on a free port for as long as the process lives. */
export async function startSoakUpstream(): Promise<SoakUpstream> {
  let wronglyWhole = 0;
  const answers: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
    "/small": (_request, response) => response.end(SMALL),
    "/large": (_request, response) => response.writeHead(200, { "content-length": LARGE.length }).end(LARGE),
    "/hash": (request, response) => {
      const hash = createHash("sha256");
      request.on("data", (piece) => hash.update(piece));
      request.on("end", () => response.end(hash.digest("hex")));
    },
    "/never-whole": (request, response) => {
      request.resume().on("end", () => {
        wronglyWhole++;
        response.end();
      });
    },
    "/events": (_request, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      let sent = 0;
      const timer = setInterval(() => {
        response.write(`data: ${sent++}\n\n`);
        if (sent === EVENTS) response.end();
      }, EVENT_MS);
      response.on("close", () => clearInterval(timer));
    },
    // Announces more bytes than it sends, and closes the connection.
    "/cut": (_request, response) => {
      response.writeHead(200, { "content-length": LARGE.length });
      response.write(LARGE.subarray(0, 100_000), () => response.destroy());
    },
    // Refuses before it has read anything, and never reads.
    "/refuse": (_request, response) => response.writeHead(403, { connection: "close" }).end("no"),
  };
  const server = createServer((request, response) => {
    request.on("error", () => {});
    response.on("error", () => {});
    const answer = answers[request.url ?? ""];
    if (answer) answer(request, response);
    else response.writeHead(404).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, wronglyWhole: () => wronglyWhole };
}
