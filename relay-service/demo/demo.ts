/**
 * The demo: an API, a relay before it, a box in the middle, and a page of another origin. `node relay-service/demo/demo.ts` runs it on
 * this machine alone, with nothing else installed.
 */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { buildClient } from "../build.ts";
import { messageCrypto } from "../src/codec/message-crypto.ts";
import { readPublicFiles } from "../src/server/public-files.ts";
import { readSettings } from "../src/settings.ts";
import { type RunningRelay, startRelay } from "../src/start.ts";
import { startApi, USER } from "./api.ts";
import { HELD_MS } from "./attack.ts";
import { startBox } from "./box.ts";
import type { DemoState } from "./demo-state.ts";
import { LOOPBACK } from "./listen.ts";
import { startPageServer } from "./page-server.ts";
import { readIdentity } from "./pinned-identity.ts";

export interface Demo extends AsyncDisposable {
  /** Addresses of all that runs. */
  readonly urls: { readonly page: string; readonly box: string; readonly relay: string; readonly api: string };
  readonly state: () => DemoState;
  close(): Promise<void>;
}

export interface DemoOptions {
  /** Of the page; the next free one is used when it is taken. Default: any. */
  readonly port?: number;
  /** Where the browser client was built to. */
  readonly publicFolder: string;
  /** How fast the line through the box is; default: as fast as it can. */
  readonly bytesPerSecond?: number;
  /** Hears every byte that the box in the middle sees. */
  readonly onBoxBytes?: (bytes: Buffer) => void;
}

/** Starts everything. Rejects when the client was not built. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { port = 0, publicFolder, bytesPerSecond = Number.POSITIVE_INFINITY, onBoxBytes = () => {} } = options;
  const publicFiles = readPublicFiles(publicFolder);
  const integrity = JSON.parse(readFileSync(join(publicFolder, "integrity.json"), "utf8")) as Record<string, string>;
  /** Added to the relay's wall clock, so that nobody has to wait while a message is held. */
  let passedMs = 0;
  let relay: RunningRelay | undefined;
  let impostor: Promise<RunningRelay> | undefined;

  const page = await startPageServer(port);
  const api = await startApi({ onRequest: () => page.tell("requests", api.requests()) });
  const box = await startBox({
    bytesPerSecond,
    relayPort: () => relay?.port ?? 0,
    impostorPort: async () => {
      impostor ??= runRelay();
      return (await impostor).port;
    },
    letTimePass: () => {
      passedMs += HELD_MS;
    },
    onRecord: (message) => page.tell("message", message),
    onBytes: onBoxBytes,
  });
  const urls = { page: urlOf(page.port), box: urlOf(box.port), api: urlOf(api.port) };

  /** A relay with secrets of its own, that pages know by the address of the box. */
  function runRelay(): Promise<RunningRelay> {
    const settings = readSettings({
      UPSTREAM: urls.api,
      CLIENT_ID_SECRET: randomBytes(32).toString("hex"),
      RELAY_IDENTITY_SEED: randomBytes(32).toString("hex"),
      CORS_ORIGINS: urls.page,
      PUBLIC_ORIGINS: urls.box,
      PASS_THROUGH_ROUTES: "/plain/*",
      HOST: LOOPBACK,
      PORT: "0",
      // Ctrl-C means now, also while a clock is shown.
      DRAIN_MS: "0",
    });
    const wallClock = () => Date.now() + passedMs;
    const log = pino({ enabled: false });
    return startRelay({ settings, log, publicFiles, crypto: messageCrypto("node", "", log), wallClock });
  }

  relay = await runRelay();
  const { keyId, publicKey } = await readIdentity(relay.port);
  const state = () => ({ requests: api.requests(), notes: api.notes(), messages: box.messages() });
  page.serve({
    box,
    state,
    integrity: integrity["mte-relay-client.js"] ?? "",
    config: { relayUrl: urls.box, relayKeys: [publicKey], keyId, user: USER },
  });
  const close = async () => {
    await page.close();
    await box.close();
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
  const publicFolder = join(import.meta.dirname, "../dist/public");
  if (!existsSync(join(publicFolder, "integrity.json"))) await buildClient(publicFolder);
  // Slow enough to see progress.
  const { urls, close } = await startDemo({ port: 8090, publicFolder, bytesPerSecond: 4_000_000 });
  console.log(`The demo is ready. Open this address in a browser:

    ${urls.page}

  page   ${urls.page.padEnd(24)} a web page of another origin
  box    ${urls.box.padEnd(24)} the box in the middle, which the page takes for the relay
  relay  ${urls.relay.padEnd(24)} the relay behind the box
  API    ${urls.api.padEnd(24)} what the page wants to call

Everything runs on this machine alone and keeps nothing. Ctrl-C stops it.`);
  const stop = () => void close().then(() => process.exit(0));
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}
