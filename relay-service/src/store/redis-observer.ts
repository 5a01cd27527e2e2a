import { randomBytes } from "node:crypto";
import type { Logger } from "pino";
import type { PairFormat } from "./pair-store.ts";
import { RedisCapacity } from "./redis-capacity.ts";
import type { RedisConnection } from "./redis-connection.ts";
import { RedisContinuity } from "./redis-continuity.ts";

/** Managed servers and restricted users may refuse either. */
const ASK_STATE = ["INFO"];
const ASK_POLICY = ["CONFIG", "GET", "maxmemory-policy"];

export interface RedisObserverOptions {
  readonly format: PairFormat;
  readonly acceptsEviction: boolean;
  readonly log: Pick<Logger, "info" | "warn" | "error">;
  /** The connection that is there now. */
  readonly connection: () => RedisConnection | undefined;
}

/** Looks at a server from time to time: how much it holds, whether it evicts, and whether it has lost anything. */
export class RedisObserver {
  readonly capacity: RedisCapacity;
  readonly continuity: RedisContinuity;
  readonly #options: RedisObserverOptions;
  /** A key that goes when the server loses its data. Whoever finds none makes another one; all relays of a server see the same. */
  readonly #markKey: string;
  readonly #markMs: string;
  #looking: Promise<boolean> | undefined;
  #lookedAt: RedisConnection | undefined;
  /** The policy that was last said in the log; null before the first. */
  #saidPolicy: string | undefined | null = null;

  constructor(options: RedisObserverOptions) {
    const { format } = options;
    const now = () => performance.now();
    this.#options = options;
    this.capacity = new RedisCapacity(format, now);
    this.continuity = new RedisContinuity(now);
    this.#markKey = `${format.name}:mark`;
    this.#markMs = String(2 * format.lifeMs);
  }

  /** Whether the server keeps what it is given, as far as anybody knows, or need not. */
  get isAccepted(): boolean {
    const { policy } = this.continuity;
    return this.#options.acceptsEviction || policy === undefined || policy === "noeviction";
  }

  /** Looks at the server, or waits for the look that is under way. False when the connection has ended meanwhile. */
  look(): Promise<boolean> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** A look that begins after this call. All that wait for one share it. */
  async lookAnew(): Promise<boolean> {
    await this.#looking;
    return this.look();
  }

  async #look(): Promise<boolean> {
    const asked = this.#options.connection();
    if (asked === undefined || asked.isEnded) return false;
    const ask = (command: readonly string[], read = textOf): Promise<string | undefined> =>
      asked.send(command, read, () => undefined).catch(() => undefined);
    const takeMemory = this.capacity.asked();
    const newMark = randomBytes(16).toString("base64url");
    const [info, policy, , mark] = await Promise.all([
      ask(ASK_STATE),
      ask(ASK_POLICY, (reply) => (Array.isArray(reply) ? textOf(reply[1]) : undefined)),
      ask(["SET", this.#markKey, newMark, "NX", "PX", this.#markMs]),
      ask(["GET", this.#markKey]),
      ask(["PEXPIRE", this.#markKey, this.#markMs]),
    ]);
    if (asked !== this.#options.connection() || asked.isEnded) return false;
    takeMemory(info);
    if (this.continuity.look({ info, policy, mark, isFirst: this.#lookedAt !== asked })) this.capacity.lost();
    this.#lookedAt = asked;
    if (this.continuity.policy !== this.#saidPolicy) this.#sayPolicy();
    return true;
  }

  #sayPolicy(): void {
    const { log, acceptsEviction } = this.#options;
    const { policy } = this.continuity;
    const before = this.#saidPolicy;
    this.#saidPolicy = policy;
    if (policy === undefined) {
      log.warn(
        "Redis does not say whether it evicts: set its maxmemory-policy to noeviction, or pairs and idempotency keys can be lost",
      );
    } else if (policy !== "noeviction") {
      if (acceptsEviction) log.warn({ policy }, "Redis may evict pairs and idempotency keys, which STORE_EVICTION accepts");
      else
        log.error({ policy }, "Redis may evict pairs and idempotency keys: not ready until its maxmemory-policy is noeviction");
    } else if (before !== null) log.info({ policy }, "Redis keeps pairs and idempotency keys");
  }
}

function textOf(reply: unknown): string | undefined {
  return reply === undefined || reply === null ? undefined : String(reply);
}
