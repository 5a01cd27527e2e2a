import { createHash } from "node:crypto";
import type { Logger } from "pino";
import { ErrorReply } from "redis";
import { checkRecord, checkSequence } from "./bounds.ts";
import { type PairFormat, type PairStore, StoreFull, StoreUnavailable, type Use } from "./pair-store.ts";
import type { EntryKind } from "./redis-capacity.ts";
import { openRedisConnection, type RedisConnection, reasonOf } from "./redis-connection.ts";
import { RedisObserver } from "./redis-observer.ts";

export interface RedisStoreOptions {
  /** `redis://` or `rediss://`. It may contain a password, so it is never logged. */
  readonly url: string;
  readonly format: PairFormat;
  /** Time limit of an answer, from the write of its command (`STORE_TIMEOUT_MS`). */
  readonly timeoutMs: number;
  readonly log: Pick<Logger, "info" | "warn" | "error">;
  /** Whether to use a server that may evict pairs and claims (`STORE_EVICTION=accept`). */
  readonly acceptsEviction?: boolean;
}

/** A store that connects in the background. */
export interface RedisStore extends PairStore {
  /** Resolves when Redis is usable for the first time. Never rejects. */
  readonly connected: Promise<void>;
}

/**
 * Reads the record and marks the sequence number in one atomic step. It reads first, because `SETBIT` would create a value for a pair that has
 * expired. The answer is the record, 0 for no pair, or 2 for a used number.
 */
function useScript({ recordBytes }: PairFormat): string {
  return `
local record = redis.call('GETRANGE', KEYS[1], 0, ${recordBytes - 1})
if #record < ${recordBytes} then return 0 end
if redis.call('SETBIT', KEYS[1], ${recordBytes * 8} + tonumber(ARGV[1]), 1) == 1 then return 2 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return record`;
}

/**
 * Interval of observations and test writes. Without them an idle relay would report that it is ready when its server hangs, cannot be reached,
 * became a replica or is out of memory. Only the next request would find out.
 */
const PROBE_INTERVAL_MS = 2000;

/** Error codes of a server that can serve no command. A new connection may lead to another server, as after a fail-over. */
const UNUSABLE = new Set(["READONLY", "LOADING", "MASTERDOWN", "CLUSTERDOWN", "NOAUTH", "NOPERM"]);

/** Delay before the first attempt to reconnect. It doubles with each attempt up to the maximum. */
const MIN_RETRY_MS = 10;
const MAX_RETRY_MS = 1000;
const MIN_CONNECT_TIMEOUT_MS = 2000;

const NONE: Use = { kind: "none" };
const REPLAY: Use = { kind: "replay" };

/**
 * Pairs in Redis, shared by all relays. It uses one connection and one round trip for each call. Without a connection every call fails at once,
 * and the store tries to reconnect until it is closed. Keys are `<format>:p:<pair>`, `<format>:i:<claim>`, `<format>:ready` and
 * `<format>:mark`, so the user may be restricted to `~<format>:*`.
 *
 * A command without an answer may still be executed, even later. That is safe, because it can only make the relay refuse something, never let a
 * message pass twice:
 * - `use`: the sequence number of a refused request is used up.
 * - `create`: the store keeps a pair that no client knows, until it expires.
 * - `claim`: an idempotency key is claimed for a request that never ran.
 *
 * @throws {TypeError} when the URL cannot be parsed.
 */
export function createRedisStore(options: RedisStoreOptions): RedisStore {
  const { url, format, timeoutMs, log, acceptsEviction = false } = options;
  // The parser's own error would contain the URL with its password.
  if (!URL.canParse(url)) throw new TypeError("the url of the Redis store cannot be parsed");
  const use = useScript(format);
  const useSha = createHash("sha1").update(use).digest("hex");
  const [pairKey, claimKey] = [`${format.name}:p:`, `${format.name}:i:`];
  const probeKey = `${format.name}:ready`;
  // Fails on a replica, on a server that still loads its data, and on one that is out of memory.
  const testWrite = ["SET", probeKey, "1", "PX", "1000"];
  // EVAL also loads the script into the server's cache.
  const greeting = [["EVAL", use, "1", probeKey, "0", "1000"], testWrite];
  const bitmap = Buffer.alloc(format.messages / 8);
  let connection: RedisConnection | undefined;
  let isUsable = false;
  let isClosed = false;
  let failures = 0;
  let isOutageLogged = false;
  let retryTimer: NodeJS.Timeout | undefined;
  const observer = new RedisObserver({ format, acceptsEviction, log, connection: () => connection });
  const { capacity, continuity } = observer;
  const loggedReasons = new Set<string>();
  const connected = Promise.withResolvers<void>();

  function connect() {
    connection = openRedisConnection({
      url,
      timeoutMs,
      connectMs: Math.max(MIN_CONNECT_TIMEOUT_MS, timeoutMs),
      greeting,
      async onReady() {
        const current = connection;
        await observer.observeAfresh();
        // The connection may have ended meanwhile.
        if (current !== connection || current === undefined || current.isEnded) return;
        isUsable = true;
        connected.resolve();
        failures = 0;
        loggedReasons.clear();
        if (isOutageLogged) log.info("Redis is available again");
        isOutageLogged = false;
      },
      onEnd(reason) {
        isUsable = false;
        if (isClosed) return;
        if (!isOutageLogged)
          log.warn({ reason }, "Redis is unavailable: the relay refuses every request until it is available again");
        isOutageLogged = true;
        // Up to half of the delay is random, so that many relays do not reconnect at the same moment.
        const longestMs = Math.min(MAX_RETRY_MS, MIN_RETRY_MS * 2 ** Math.min(failures++, 20));
        retryTimer = setTimeout(connect, longestMs * (0.5 + Math.random() / 2));
      },
    });
  }

  function send<T>(
    command: readonly (string | Buffer)[],
    onReply: (reply: unknown) => T,
    onError: (error: unknown, current: RedisConnection) => T | Promise<T> = refuse,
  ): Promise<T> {
    const current = connection;
    if (!isUsable || !current) return Promise.reject(new StoreUnavailable("Redis is unavailable"));
    return current.send(command, onReply, (error) => onError(error, current));
  }

  function refuse(error: unknown, current: RedisConnection): never {
    // All pending commands fail when the connection ends, which was already logged.
    if (!isUsable || current !== connection) throw new StoreUnavailable("Redis is unavailable");
    const reason = reasonOf(error);
    if (UNUSABLE.has(reason)) current.end(reason);
    else if (!loggedReasons.has(reason)) {
      loggedReasons.add(reason);
      log.warn({ reason }, "Redis answered with an error: the relay refused the request");
    }
    throw new StoreUnavailable(`Redis: ${reason}`);
  }

  /** Stores a new entry for a network. False when the entry exists. Rejects with {@link StoreFull} when the network has used its share. */
  async function put(kind: EntryKind, network: string, ttlMs: number, command: readonly (string | Buffer)[]): Promise<boolean> {
    while (isUsable && capacity.isStale) await observer.observe();
    if (!isUsable) throw new StoreUnavailable("Redis is unavailable");
    if (!capacity.take(kind, network, ttlMs)) throw new StoreFull(`${kind}s`);
    const isStored = await send(command, isOk, (error, current) => {
      // An error reply means that nothing was stored. Without a reply the entry may have been stored.
      if (error instanceof ErrorReply) capacity.give(kind, network, ttlMs);
      return refuse(error, current);
    });
    if (!isStored) capacity.give(kind, network, ttlMs);
    return isStored;
  }

  connect();
  // Every request would get the same error. A new connection is usable once its greeting succeeds.
  const endConnection = (error: unknown, current: RedisConnection) => current.end(reasonOf(error));
  const probeTimer = setInterval(() => {
    if (!isUsable) return;
    void send<unknown>(testWrite, isOk, endConnection).catch(() => {});
    void observer.observe();
  }, PROBE_INTERVAL_MS).unref();
  return {
    connected: connected.promise,

    get isReady() {
      return isUsable && observer.isAccepted;
    },

    async pairsKeptMs() {
      return (await observer.observeAfresh()) ? continuity.pairsKeptMs : Number.NEGATIVE_INFINITY;
    },

    get sequencesKeptMs() {
      return continuity.sequencesKeptMs;
    },

    async create(pairId, record, ttlMs, network) {
      checkRecord(record, format);
      // With its whole bitmap, because a value that grows later takes twice the memory.
      return put("pair", network, ttlMs, ["SET", pairKey + pairId, Buffer.concat([record, bitmap]), "NX", "PX", String(ttlMs)]);
    },

    use(pairId, sequence, idleMs) {
      checkSequence(sequence, format);
      const values = ["1", pairKey + pairId, String(sequence), String(idleMs)];
      return send(["EVALSHA", useSha, ...values], toUse, (error, current) => {
        // The server's script cache was emptied. Nothing was executed.
        if (reasonOf(error) === "NOSCRIPT") return send(["EVAL", use, ...values], toUse);
        return refuse(error, current);
      });
    },

    claim(name, ttlMs, network) {
      return put("claim", network, ttlMs, ["SET", claimKey + name, "1", "NX", "PX", String(ttlMs)]);
    },

    async close() {
      isClosed = true;
      clearTimeout(retryTimer);
      clearInterval(probeTimer);
      connection?.end("closed");
    },
  };
}

function isOk(reply: unknown): boolean {
  return reply === "OK";
}

function toUse(reply: unknown): Use {
  if (reply instanceof Buffer) return { kind: "ok", record: reply };
  if (reply === 2) return REPLAY;
  if (reply === 0) return NONE;
  // Fail closed: an unknown answer proves nothing.
  throw new StoreUnavailable("Redis: unknown answer");
}
