/** What a server answered in one look at it; undefined where it gave no answer. */
export interface Look {
  /** `INFO`. */
  readonly info: string | undefined;
  /** `CONFIG GET maxmemory-policy`. */
  readonly policy: string | undefined;
  /** The value of a key that nobody changes: another value, or none, means that the data is not what it was. */
  readonly mark: string | undefined;
  /** Whether it is the first one on its connection. */
  readonly isFirst: boolean;
}

/**
 * Relays tell the time from each other by this much at most, in milliseconds, and a client's clock goes wrong by no more in an hour.
 * What is compared with the time that a message was sent has to be older by as much.
 */
const CLOCK_ERROR_MS = 5000;

/** Where these differ from one look to the next, the server is another one, or has taken over another one's data. */
const IDENTITY = ["run_id", "master_replid"];

/**
 * Since when a Redis is known to have lost nothing before its time. That a pair is not there proves something only for messages that
 * were sent after that moment.
 */
export class RedisContinuity {
  readonly #now: () => number;
  #last: Look | undefined;
  #lastAt = 0;
  #policy: string | undefined;
  #keepsSince = Number.POSITIVE_INFINITY;
  #sameSince = Number.POSITIVE_INFINITY;

  /** `now` in milliseconds on a clock that never goes back. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The server's `maxmemory-policy`, where it takes effect; undefined where the server does not say it. */
  get policy(): string | undefined {
    return this.#policy;
  }

  /** For how many milliseconds, up to now, every pair was kept until its time; below zero where nothing is known. */
  get pairsKeptMs(): number {
    return this.#now() - this.#keepsSince - CLOCK_ERROR_MS;
  }

  /** For how many milliseconds, up to now, the same server was there: another one may have an older state of a pair's used numbers. */
  get numbersKeptMs(): number {
    return this.#now() - this.#sameSince - CLOCK_ERROR_MS;
  }

  /** Takes what was seen. Returns whether the server has lost all that it was given. */
  look(next: Look): boolean {
    const [last, lastAt] = [this.#last, this.#lastAt];
    [this.#last, this.#lastAt] = [next, this.#now()];
    this.#policy = field(next, "maxmemory") === "0" ? "noeviction" : (next.policy ?? field(next, "maxmemory_policy"));
    const hasChanged = (name: string) => field(next, name) !== field(last, name);
    // One connection leads to one server; where the servers differ nevertheless, a proxy asks any of its own.
    const isAnother = hasChanged("run_id") ? next.isFirst : hasChanged("master_replid");
    if (last === undefined) {
      // Only what was held back was sent before. Others need not wait until clocks are sure to agree.
      this.#sameSince = this.#now() - CLOCK_ERROR_MS;
    } else if (isAnother) this.#sameSince = this.#now();
    const keeps =
      last !== undefined &&
      this.#policy === "noeviction" &&
      field(next, "run_id") !== undefined &&
      field(next, "evicted_keys") !== undefined &&
      next.mark !== undefined &&
      next.mark === last.mark &&
      ![...IDENTITY, "evicted_keys"].some(hasChanged) &&
      !wereCountersReset(last, next) &&
      !wasClockSet(last, next, this.#lastAt - lastAt);
    // What is different now may have happened at any time since the last look.
    if (!keeps) this.#keepsSince = this.#now();
    return last?.mark !== undefined && next.mark !== undefined && next.mark !== last.mark;
  }
}

/** `CONFIG RESETSTAT`: then evictions may have been counted that nobody saw. */
function wereCountersReset(last: Look, next: Look): boolean {
  return Number(field(next, "total_commands_processed")) < Number(field(last, "total_commands_processed"));
}

/** Redis ends what it keeps by its wall clock: when that is put forward, everything ends early. */
function wasClockSet(last: Look, next: Look, passedMs: number): boolean {
  const micros = Number(field(next, "server_time_usec")) - Number(field(last, "server_time_usec"));
  return Math.abs(micros / 1000 - passedMs) > CLOCK_ERROR_MS;
}

function field(look: Look | undefined, name: string): string | undefined {
  return look?.info?.match(new RegExp(`^${name}:(\\S*)`, "m"))?.[1];
}
