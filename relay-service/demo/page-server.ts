import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { build } from "esbuild";
import { isAttackId } from "./attack.ts";
import type { DemoConfig } from "./demo-config.ts";
import type { DemoState } from "./demo-state.ts";
import type { Intermediary } from "./intermediary.ts";
import { LOOPBACK, listen, stopListening } from "./listen.ts";
import type { RecordedMessage } from "./recorded-message.ts";

const FOLDER = join(import.meta.dirname, "page");

/** The web server of the page: another origin than the relay's. */
export interface PageServer {
  readonly port: number;
  /** Makes the page available. */
  serve(parts: PageParts): void;
  /** Sends a recorded message, or the API's number of requests, to all open pages. */
  send(event: "message" | "requests", value: RecordedMessage | number): void;
  close(): Promise<void>;
}

export interface PageParts {
  readonly config: DemoConfig;
  readonly intermediary: Intermediary;
  readonly state: () => DemoState;
  /** SRI of the relay's client. */
  readonly integrity: string;
}

/** Listens on `port` of loopback or the next free one. */
export async function startPageServer(port: number): Promise<PageServer> {
  const [script, style] = await Promise.all([bundle("main.ts"), bundle("style/style.css")]);
  const listeners = new Set<ServerResponse>();
  let parts: PageParts | undefined;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = `${LOOPBACK}:${bound}`;
    // Another host name may belong to an attacker's page (DNS rebinding).
    if (request.headers.host !== host || !parts) return void response.writeHead(403).end();
    const { config, intermediary, state, integrity } = parts;
    switch (`${request.method} ${request.url}`) {
      case "GET /": {
        const page = readFileSync(join(FOLDER, "index.html"), "utf8")
          .replaceAll("{{relayUrl}}", config.relayUrl)
          .replaceAll("{{integrity}}", integrity);
        response.setHeader("content-security-policy", policyOf(config.relayUrl));
        return text(response, "text/html", page);
      }
      case "GET /style.css":
        return text(response, "text/css", style);
      case "GET /main.js":
        return text(response, "text/javascript", script);
      case "GET /config.json":
        return text(response, "application/json", JSON.stringify(config));
      case "GET /events":
        response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" }).flushHeaders();
        listeners.add(response);
        return void response.on("close", () => listeners.delete(response));
      case "POST /attack": {
        // Other pages can send this request without a preflight, but not with this origin.
        if (request.headers.origin !== `http://${host}`) return void response.writeHead(403).end();
        let name = "";
        for await (const piece of request.setEncoding("utf8") as AsyncIterable<string>) name += piece;
        if (name !== "" && !isAttackId(name)) return void response.writeHead(400).end();
        intermediary.arm(isAttackId(name) ? name : undefined);
        if (name === "") await intermediary.settled();
        return text(response, "application/json", JSON.stringify(state()));
      }
      default:
        return void response.writeHead(404).end();
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const bound = await listen(server, port);
  return {
    port: bound,
    serve: (given) => {
      parts = given;
    },
    send: (event, value) => {
      for (const listener of listeners) listener.write(`event: ${event}\ndata: ${JSON.stringify(value)}\n\n`);
    },
    close: () => stopListening(server),
  };
}

/** The Content-Security-Policy: no inline scripts, nothing of other origins but the client's script, and Trusted Types. */
function policyOf(relayUrl: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' ${relayUrl}`,
    "style-src 'self'",
    "img-src 'self' data:",
    `connect-src 'self' ${relayUrl}`,
    "require-trusted-types-for 'script'",
    "trusted-types mte-relay",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Bundles `entry` and its imports into one file. */
async function bundle(entry: string): Promise<string> {
  const options = { bundle: true, write: false, format: "esm", target: "es2022" } as const;
  const { outputFiles } = await build({ ...options, entryPoints: [join(FOLDER, entry)] });
  return outputFiles[0]?.text ?? "";
}

function text(response: ServerResponse, type: string, content: string): void {
  response.writeHead(200, {
    "content-type": `${type}; charset=utf-8`,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
  response.end(content);
}
