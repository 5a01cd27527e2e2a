import { pino } from "pino";
import { nodeCrypto } from "../../../relay-service/src/codec/roc1/crypto/node-crypto.ts";
import type { PublicFile } from "../../../relay-service/src/server/public-files.ts";
import { readSettings } from "../../../relay-service/src/settings.ts";
import { type RunningRelay, startRelay } from "../../../relay-service/src/start.ts";
import { collectYoung } from "./garbage-collector.ts";
import { type InstrumentedUpstream, instrumentedUpstream } from "./instrumented-upstream.ts";
import { cachedKeyTree } from "./key-trees.ts";
import { nativeCrypto } from "./native-crypto.ts";

/** A real relay on a real port, before an instrumented upstream of its own unless `env.UPSTREAM` names another. */
export interface RelayUnderTest extends AsyncDisposable {
  readonly relay: RunningRelay;
  readonly port: number;
  /** Its origin, `http://127.0.0.1:<port>`; PUBLIC_ORIGINS is not set. */
  readonly url: string;
  readonly upstream: InstrumentedUpstream;
  /** Every line the relay has logged, parsed. */
  readonly logged: Record<string, unknown>[];
  /** Stops the relay and the upstream. */
  close(): Promise<void>;
}

export interface RelayUnderTestOptions {
  /** Variables that override the defaults of the tests. */
  readonly env?: Record<string, string>;
  readonly publicFiles?: ReadonlyMap<string, PublicFile>;
  readonly wallClock?: () => number;
  /** Milliseconds of the relay's monotonic clock, for time limits and rates. */
  readonly now?: () => number;
  readonly upstream?: InstrumentedUpstream;
}

/** Not a secret: it protects nothing but tests. */
export const TEST_SECRET = "only-for-tests-only-for-tests-only-for-tests";

/** Starts a relay in this process, with CORS for `https://app.example.com`. */
export async function runRelay(options: RelayUnderTestOptions = {}): Promise<RelayUnderTest> {
  const upstream = options.upstream ?? (await instrumentedUpstream());
  const logged: Record<string, unknown>[] = [];
  const settings = readSettings({
    UPSTREAM: upstream.url,
    CLIENT_ID_SECRET: TEST_SECRET,
    CORS_ORIGINS: "https://app.example.com",
    PORT: "0",
    HOST: "127.0.0.1",
    PAIRING_RATE: "1000",
    PAIRING_BURST: "1000",
    UPSTREAM_CLIENT: process.env.RELAY_UPSTREAM_CLIENT,
    ...options.env,
  });
  const log = pino({ level: settings.logLevel }, { write: (line: string) => logged.push(JSON.parse(line)) });
  const relay = await startRelay({
    settings,
    log,
    publicFiles: options.publicFiles ?? new Map(),
    // As in the image, if it was built.
    crypto: nativeCrypto ?? nodeCrypto,
    deriveKeys: cachedKeyTree,
    // A collection of all that a test process has in memory would be most of the time of a short test.
    collector: { collectYoung, collectAll: () => {} },
    shortcut: process.env.RELAY_SHORTCUT !== "off",
    ...(options.wallClock && { wallClock: options.wallClock }),
    ...(options.now && { now: options.now }),
  });
  const close = async () => {
    await relay.stop();
    await upstream.close();
  };
  return {
    relay,
    port: relay.port,
    url: `http://127.0.0.1:${relay.port}`,
    upstream,
    logged,
    close,
    [Symbol.asyncDispose]: close,
  };
}
