/**
 * `node relay-service/demo/demo.ts` runs the demo: an API, a relay in front of it, an intermediary, and a page of another origin. Everything runs
 * on this machine.
 */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { buildClient } from "../build.ts";
import { commandArguments } from "../command-arguments.ts";
import { chooseMessageCrypto } from "../src/codec/choose-message-crypto.ts";
import { readPublicFiles } from "../src/server/public-files.ts";
import { readSettings } from "../src/settings.ts";
import { type RunningRelay, startRelay } from "../src/start.ts";
import { startApi, USER } from "./api.ts";
import { HELD_MS } from "./attack.ts";
import type { DemoState } from "./demo-state.ts";
import { startIntermediary } from "./intermediary.ts";
import { LOOPBACK } from "./listen.ts";
import { startPageServer } from "./page-server.ts";
import { readIdentity } from "./pinned-identity.ts";

export interface Demo extends AsyncDisposable {
  readonly urls: { readonly page: string; readonly intermediary: string; readonly relay: string; readonly api: string };
  readonly state: () => DemoState;
  close(): Promise<void>;
}

export interface DemoOptions {
  /** Port of the page. If it is in use, the next free port is used. Default: any. */
  readonly port?: number;
  /** Folder of the built browser client. */
  readonly publicFolder: string;
  /** Bandwidth of the intermediary. Default: unlimited. */
  readonly bytesPerSecond?: number;
  /** Called with every byte that the intermediary sees. */
  readonly onIntermediaryBytes?: (bytes: Buffer) => void;
}

/** Starts the demo. Rejects when the client was not built. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { port = 0, publicFolder, bytesPerSecond = Number.POSITIVE_INFINITY, onIntermediaryBytes = () => {} } = options;
  const publicFiles = readPublicFiles(publicFolder);
  const integrity = JSON.parse(readFileSync(join(publicFolder, "integrity.json"), "utf8")) as Record<string, string>;
  /** Added to the relay's wall clock, so that the user need not wait while a message is held. */
  let passedMs = 0;
  let relay: RunningRelay | undefined;
  let impostor: Promise<RunningRelay> | undefined;

  const page = await startPageServer(port);
  const api = await startApi({ onRequest: () => page.send("requests", api.requests()) });
  const intermediary = await startIntermediary({
    bytesPerSecond,
    relayPort: () => relay?.port ?? 0,
    impostorPort: async () => {
      impostor ??= runRelay();
      return (await impostor).port;
    },
    letTimePass: () => {
      passedMs += HELD_MS;
    },
    onRecord: (message) => page.send("message", message),
    onBytes: onIntermediaryBytes,
  });
  const urls = { page: urlOf(page.port), intermediary: urlOf(intermediary.port), api: urlOf(api.port) };

  /** Starts a relay with new secrets. Its public origin is that of the intermediary. */
  function runRelay(): Promise<RunningRelay> {
    const settings = readSettings({
      UPSTREAM: urls.api,
      CLIENT_ID_SECRET: randomBytes(32).toString("hex"),
      RELAY_IDENTITY_SEED: randomBytes(32).toString("hex"),
      CORS_ORIGINS: urls.page,
      PUBLIC_ORIGINS: urls.intermediary,
      PASS_THROUGH_ROUTES: "/plain/*",
      HOST: LOOPBACK,
      PORT: "0",
      // Ctrl-C stops at once, even while the clock streams.
      DRAIN_MS: "0",
    });
    const wallClock = () => Date.now() + passedMs;
    const log = pino({ enabled: false });
    return startRelay({ settings, log, publicFiles, crypto: chooseMessageCrypto("node", "", log), wallClock });
  }

  relay = await runRelay();
  const { keyId, publicKey } = await readIdentity(relay.port);
  const state = () => ({ requests: api.requests(), notes: api.notes(), messages: intermediary.messages() });
  page.serve({
    intermediary,
    state,
    integrity: integrity["mte-relay-client.js"] ?? "",
    config: { relayUrl: urls.intermediary, relayKeys: [publicKey], keyId, user: USER },
  });
  const close = async () => {
    await page.close();
    await intermediary.close();
    await relay.stop();
    await (await impostor)?.stop();
    await api.close();
  };
  return { urls: { ...urls, relay: urlOf(relay.port) }, state, close, [Symbol.asyncDispose]: close };
}

function urlOf(port: number): string {
  return `http://${LOOPBACK}:${port}`;
}

if (import.meta.main) {
  commandArguments({
    usage: `npm run demo

Serves a page that calls an API through the relay, beside what an intermediary sees. Everything runs on this machine. The page is at
port 8090 or, if that is in use, at the next free port. Ctrl-C stops it.`,
  });
  const publicFolder = join(import.meta.dirname, "../dist/public");
  if (!existsSync(join(publicFolder, "integrity.json"))) await buildClient(publicFolder);
  // Slow enough to show progress.
  const { urls, close } = await startDemo({ port: 8090, publicFolder, bytesPerSecond: 4_000_000 });
  console.log(`The demo is ready. Open this address in a browser:

    ${urls.page}

  page          ${urls.page.padEnd(24)} a web page of another origin
  intermediary  ${urls.intermediary.padEnd(24)} the proxy that the page reaches as the relay
  relay         ${urls.relay.padEnd(24)} the relay behind the intermediary
  API           ${urls.api.padEnd(24)} the API behind the relay

Everything runs on this machine, and nothing is stored. Ctrl-C stops it.`);
  const stop = () => void close().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}
