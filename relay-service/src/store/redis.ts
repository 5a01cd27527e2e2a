import { createHash } from "node:crypto";
import type { Logger } from "pino";
import { ErrorReply } from "redis";
import { checkRecord, checkSequence } from "./bounds.ts";
import { type PairFormat, type PairStore, StoreFull, StoreUnavailable, type Use } from "./pair-store.ts";
import type { Held } from "./redis-capacity.ts";
import { openRedisConnection, type RedisConnection, reasonOf } from "./redis-connection.ts";
import { RedisObserver } from "./redis-observer.ts";

export interface RedisStoreOptions {
  /** `redis://` or `rediss://`. It may hold a password: it is never logged. */
  readonly url: string;
  readonly format: PairFormat;
  /** Milliseconds that an answer may take, counted from the write (`STORE_TIMEOUT_MS`). */
  readonly timeoutMs: number;
  readonly log: Pick<Logger, "info" | "warn" | "error">;
  /** Whether to use a server that may evict pairs and claims (`STORE_EVICTION=accept`). */
  readonly acceptsEviction?: boolean;
}

/** A store that is not there at once. */
export interface RedisStore extends PairStore {
  /** Resolves when Redis can be used for the first time; never rejects, as it may come at any time. */
  readonly connected: Promise<void>;
}

/**
 * Reads the record and marks the sequence number in one step. It looks first, as `SETBIT` would make a new value of a pair that is
 * gone. The answer is the record itself, 0 for no pair, 2 for a number that was used before.
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
 * Milliseconds between looks at the server and writes that only try whether it can be written. Without them an idle relay would say
 * that it is ready on a server that hangs, is cut off, was made a replica or has no memory left, and its next request would be the one to find out.
 */
const TRY_MS = 2000;

/** Errors of a server that cannot serve any command: another connection may lead to a better one, as after a fail-over. */
const USELESS = new Set(["READONLY", "LOADING", "MASTERDOWN", "CLUSTERDOWN", "NOAUTH", "NOPERM"]);

/** Milliseconds until the first attempt to connect again; it doubles with each attempt up to the longest. */
const FIRST_RETRY_MS = 10;
const LONGEST_RETRY_MS = 1000;
const CONNECT_MS = 2000;

const NONE: Use = { kind: "none" };
const REPLAY: Use = { kind: "replay" };

/**
 * Pairs in Redis, shared by all relays. One connection, one round trip a call. Away from Redis, every call fails at once, and the
 * store connects again for ever. Keys are `<format>:p:<pair>`, `<format>:i:<claim>`, `<format>:ready` and `<format>:mark`, for a user
 * restricted to `~<format>:*`.
 *
 * A command whose answer is missing may still be executed, even later. That is safe: a sequence number is then used up for a
 * request that was refused, a pair exists that nobody knows of and that expires, a claim is taken by a request that never ran.
 * Each of them refuses something; none of them lets a message pass twice.
 *
 * @throws {TypeError} when the url cannot be parsed.
 */
export function createRedisStore(options: RedisStoreOptions): RedisStore {
  const { url, format, timeoutMs, log, acceptsEviction = false } = options;
  // The error of the parser would carry the url with its password.
  if (!URL.canParse(url)) throw new TypeError("the url of the Redis store cannot be parsed");
  const use = useScript(format);
  const useSha = createHash("sha1").update(use).digest("hex");
  const [pairKey, claimKey] = [`${format.name}:p:`, `${format.name}:i:`];
  const probeKey = `${format.name}:ready`;
  // Proves that this server takes writes: a replica, a server that still loads its data or one without memory answers an error.
  const write = ["SET", probeKey, "1", "PX", "1000"];
  // Brings the script into the server's cache as well.
  const greeting = [["EVAL", use, "1", probeKey, "0", "1000"], write];
  const bitmap = Buffer.alloc(format.messages / 8);
  let connection: RedisConnection | undefined;
  let usable = false;
  let closed = false;
  let failures = 0;
  let away = false;
  let retry: NodeJS.Timeout | undefined;
  const observer = new RedisObserver({ format, acceptsEviction, log, connection: () => connection });
  const { capacity, continuity } = observer;
  const complained = new Set<string>();
  const connected = Promise.withResolvers<void>();

  function connect() {
    connection = openRedisConnection({
      url,
      timeoutMs,
      connectMs: Math.max(CONNECT_MS, timeoutMs),
      greeting,
      async onReady() {
        const current = connection;
        await observer.lookAnew();
        // It may have ended meanwhile.
        if (current !== connection || current === undefined || current.isEnded) return;
        usable = true;
        connected.resolve();
        failures = 0;
        complained.clear();
        if (away) log.info("Redis is there again");
        away = false;
      },
      onEnd(reason) {
        usable = false;
        if (closed) return;
        if (!away) log.warn({ reason }, "Redis is away: every request is refused until it is there again");
        away = true;
        // Half of the time is chance, so that many relays do not come back in the same moment.
        const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures++, 20));
        retry = setTimeout(connect, longest * (0.5 + Math.random() / 2));
      },
    });
  }

  function send<T>(
    command: readonly (string | Buffer)[],
    onReply: (reply: unknown) => T,
    onError: (error: unknown, current: RedisConnection) => T | Promise<T> = refuse,
  ): Promise<T> {
    const current = connection;
    if (!usable || !current) return Promise.reject(new StoreUnavailable("Redis is away"));
    return current.send(command, onReply, (error) => onError(error, current));
  }

  function refuse(error: unknown, current: RedisConnection): never {
    // The end of a connection fails all that is under way; it was logged once already.
    if (!usable || current !== connection) throw new StoreUnavailable("Redis is away");
    const reason = reasonOf(error);
    if (USELESS.has(reason)) current.end(reason);
    else if (!complained.has(reason)) {
      complained.add(reason);
      log.warn({ reason }, "Redis answered an error: the request was refused");
    }
    throw new StoreUnavailable(`Redis: ${reason}`);
  }

  /** Stores something new on behalf of a network, unless that holds its share. False when it was there before. */
  async function put(held: Held, network: string, ttlMs: number, command: readonly (string | Buffer)[]): Promise<boolean> {
    while (usable && capacity.isStale) await observer.look();
    if (!usable) throw new StoreUnavailable("Redis is away");
    if (!capacity.take(held, network, ttlMs)) throw new StoreFull(`${held}s`);
    const stored = await send(command, isOk, (error, current) => {
      // It said no. Without an answer it may have stored it all the same.
      if (error instanceof ErrorReply) capacity.give(held, network, ttlMs);
      return refuse(error, current);
    });
    if (!stored) capacity.give(held, network, ttlMs);
    return stored;
  }

  connect();
  // Any error of it is one that every request would get: a new connection is usable when the greeting succeeds again.
  const leave = (error: unknown, current: RedisConnection) => current.end(reasonOf(error));
  const trying = setInterval(() => {
    if (!usable) return;
    void send<unknown>(write, isOk, leave).catch(() => {});
    void observer.look();
  }, TRY_MS).unref();
  return {
    connected: connected.promise,

    get ready() {
      return usable && observer.isAccepted;
    },

    async pairsKeptMs() {
      return (await observer.lookAnew()) ? continuity.pairsKeptMs : Number.NEGATIVE_INFINITY;
    },

    get numbersKeptMs() {
      return continuity.numbersKeptMs;
    },

    async create(pairId, record, ttlMs, network) {
      checkRecord(record, format);
      // With its whole bitmap, so that it never grows: a value that grows takes twice as much, and takes it when it is used.
      return put("pair", network, ttlMs, ["SET", pairKey + pairId, Buffer.concat([record, bitmap]), "NX", "PX", String(ttlMs)]);
    },

    use(pairId, sequence, idleMs) {
      checkSequence(sequence, format);
      const values = ["1", pairKey + pairId, String(sequence), String(idleMs)];
      return send(["EVALSHA", useSha, ...values], toUse, (error, current) => {
        // The cache of scripts was emptied; nothing was executed.
        if (reasonOf(error) === "NOSCRIPT") return send(["EVAL", use, ...values], toUse);
        return refuse(error, current);
      });
    },

    claim(name, ttlMs, network) {
      return put("claim", network, ttlMs, ["SET", claimKey + name, "1", "NX", "PX", String(ttlMs)]);
    },

    async close() {
      closed = true;
      clearTimeout(retry);
      clearInterval(trying);
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
  // Fail closed: an answer that is none of these says nothing.
  throw new StoreUnavailable("Redis: unknown answer");
}
