import { randomBytes } from "node:crypto";
import type { Logger } from "pino";
import type { PairFormat } from "./pair-store.ts";
import { RedisCapacity } from "./redis-capacity.ts";
import type { RedisConnection } from "./redis-connection.ts";
import { RedisContinuity } from "./redis-continuity.ts";

/** Managed servers may refuse either command, and restricted users too. */
const GET_INFO = ["INFO"];
const GET_POLICY = ["CONFIG", "GET", "maxmemory-policy"];

export interface RedisObserverOptions {
  readonly format: PairFormat;
  readonly acceptsEviction: boolean;
  readonly log: Pick<Logger, "info" | "warn" | "error">;
  /** The current connection. */
  readonly connection: () => RedisConnection | undefined;
}

/** Observes a server periodically: how much memory it uses, whether it evicts, and whether it has lost data. */
export class RedisObserver {
  readonly capacity: RedisCapacity;
  readonly continuity: RedisContinuity;
  readonly #options: RedisObserverOptions;
  /** A key that is lost together with the server's data. A relay that finds none sets a new one, which all relays of the server see. */
  readonly #markKey: string;
  readonly #markMs: string;
  #pending: Promise<boolean> | undefined;
  /** The connection of the last observation. */
  #observed: RedisConnection | undefined;
  /** The policy that was last logged; null before the first. */
  #loggedPolicy: string | undefined | null = null;

  constructor(options: RedisObserverOptions) {
    const { format } = options;
    const now = () => performance.now();
    this.#options = options;
    this.capacity = new RedisCapacity(format, now);
    this.continuity = new RedisContinuity(now);
    this.#markKey = `${format.name}:mark`;
    this.#markMs = String(2 * format.lifeMs);
  }

  /** Whether the server does not evict entries as far as is known, or eviction is accepted. */
  get isAccepted(): boolean {
    const { policy } = this.continuity;
    return this.#options.acceptsEviction || policy === undefined || policy === "noeviction";
  }

  /** Observes the server, or waits for the observation in progress. False when the connection has ended meanwhile. */
  observe(): Promise<boolean> {
    this.#pending ??= this.#observe().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  /** An observation that begins after this call. Concurrent callers share it. */
  async observeAfresh(): Promise<boolean> {
    await this.#pending;
    return this.observe();
  }

  async #observe(): Promise<boolean> {
    const connection = this.#options.connection();
    if (connection === undefined || connection.isEnded) return false;
    const ask = (command: readonly string[], read = textOf): Promise<string | undefined> =>
      connection.send(command, read, () => undefined).catch(() => undefined);
    const reportMemory = this.capacity.beginObservation();
    const newMark = randomBytes(16).toString("base64url");
    const [info, policy, , mark] = await Promise.all([
      ask(GET_INFO),
      ask(GET_POLICY, (reply) => (Array.isArray(reply) ? textOf(reply[1]) : undefined)),
      ask(["SET", this.#markKey, newMark, "NX", "PX", this.#markMs]),
      ask(["GET", this.#markKey]),
      ask(["PEXPIRE", this.#markKey, this.#markMs]),
    ]);
    if (connection !== this.#options.connection() || connection.isEnded) return false;
    reportMemory(info);
    if (this.continuity.observe({ info, policy, mark, isFirst: this.#observed !== connection })) this.capacity.lost();
    this.#observed = connection;
    if (this.continuity.policy !== this.#loggedPolicy) this.#logPolicy();
    return true;
  }

  #logPolicy(): void {
    const { log, acceptsEviction } = this.#options;
    const { policy } = this.continuity;
    const before = this.#loggedPolicy;
    this.#loggedPolicy = policy;
    if (policy === undefined) {
      log.warn(
        "Redis does not report whether it evicts: set its maxmemory-policy to noeviction, or pairs and idempotency keys can be lost",
      );
    } else if (policy !== "noeviction") {
      if (acceptsEviction) log.warn({ policy }, "Redis may evict pairs and idempotency keys, which STORE_EVICTION accepts");
      else
        log.error(
          { policy },
          "Redis may evict pairs and idempotency keys: the relay is not ready until its maxmemory-policy is noeviction",
        );
    } else if (before !== null) log.info({ policy }, "Redis no longer evicts pairs and idempotency keys");
  }
}

function textOf(reply: unknown): string | undefined {
  return reply === undefined || reply === null ? undefined : String(reply);
}
