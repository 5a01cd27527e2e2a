import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A page as it is served. */
export interface ServedPage {
  readonly content: string | Uint8Array;
  readonly type?: string;
  readonly headers?: Record<string, string>;
}

/** A small web server with pages of an origin of its own. */
export interface PageServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, a secure context for browsers. */
  readonly origin: string;
  /** Adds a page at `path`, or replaces it. */
  put(path: string, page: ServedPage): void;
  /** The body of the next POST to `path`. */
  posted(path: string): Promise<string>;
}

/** Serves only an empty page at `/` until more pages are added. */
export async function servePages(): Promise<PageServer> {
  const pages = new Map<string, ServedPage>([["/", { content: "<!doctype html><title></title><body></body>" }]]);
  const awaited = new Map<string, (body: string) => void>();
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (request.method === "POST") {
      awaited.get(path)?.(await text(request));
      return response.writeHead(204).end();
    }
    const page = pages.get(path);
    if (!page) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": page.type ?? "text/html; charset=utf-8", ...page.headers });
    return response.end(page.content);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    put: (path, page) => pages.set(path, page),
    posted: (path) => new Promise((resolve) => awaited.set(path, resolve)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
