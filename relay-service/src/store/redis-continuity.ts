/** What a server answered in one observation; undefined where it refused the command. */
export interface Observation {
  /** Answer to `INFO`. */
  readonly info: string | undefined;
  /** Answer to `CONFIG GET maxmemory-policy`. */
  readonly policy: string | undefined;
  /** The value of a key that never changes. Another value, or none, means that the server has lost its data. */
  readonly mark: string | undefined;
  /** Whether it is the first observation on its connection. */
  readonly isFirst: boolean;
}

/**
 * The clocks of two relays differ by at most this much, and a client's clock drifts by at most this much in an hour. So a time that is compared
 * with the sending of a message must be earlier by this much.
 */
const MAX_CLOCK_ERROR_MS = 5000;

/** If one of these changes between two observations, another server answers, or the server has taken over another server's data. */
const IDENTITY = ["run_id", "master_replid"];

/** Since when a Redis has certainly lost nothing. A missing pair proves something only for messages that were sent after that time. */
export class RedisContinuity {
  readonly #now: () => number;
  #last: Observation | undefined;
  #lastAt = 0;
  #policy: string | undefined;
  #keepsSince = Number.POSITIVE_INFINITY;
  #sameSince = Number.POSITIVE_INFINITY;

  /** `now`: a monotonic clock in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The server's effective `maxmemory-policy`; undefined when the server does not report it. */
  get policy(): string | undefined {
    return this.#policy;
  }

  /** For how many milliseconds, up to now, no pair was lost before it expired; negative when that is unknown. */
  get pairsKeptMs(): number {
    return this.#now() - this.#keepsSince - MAX_CLOCK_ERROR_MS;
  }

  /** For how many milliseconds, up to now, the same server has answered. Another server may have an older copy of the used numbers. */
  get sequencesKeptMs(): number {
    return this.#now() - this.#sameSince - MAX_CLOCK_ERROR_MS;
  }

  /** Adds an observation. Returns whether the server has lost its data since the last one. */
  observe(next: Observation): boolean {
    const [last, lastAt] = [this.#last, this.#lastAt];
    [this.#last, this.#lastAt] = [next, this.#now()];
    this.#policy = field(next, "maxmemory") === "0" ? "noeviction" : (next.policy ?? field(next, "maxmemory_policy"));
    const hasChanged = (name: string) => field(next, name) !== field(last, name);
    // A connection leads to one server. If run_id changes within a connection, a proxy distributes the commands to several servers.
    const isAnother = hasChanged("run_id") ? next.isFirst : hasChanged("master_replid");
    if (last === undefined) {
      // At the first connection, only messages that somebody held back can be older. So the clock error need not pass first.
      this.#sameSince = this.#now() - MAX_CLOCK_ERROR_MS;
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
    // A change may have happened at any time since the last observation.
    if (!keeps) this.#keepsSince = this.#now();
    return last?.mark !== undefined && next.mark !== undefined && next.mark !== last.mark;
  }
}

/** After `CONFIG RESETSTAT`, evictions may be missing from the counter. */
function wereCountersReset(last: Observation, next: Observation): boolean {
  return Number(field(next, "total_commands_processed")) < Number(field(last, "total_commands_processed"));
}

/** Redis expires keys by its wall clock: when that is set forward, pairs expire early. */
function wasClockSet(last: Observation, next: Observation, passedMs: number): boolean {
  const micros = Number(field(next, "server_time_usec")) - Number(field(last, "server_time_usec"));
  return Math.abs(micros / 1000 - passedMs) > MAX_CLOCK_ERROR_MS;
}

function field(observation: Observation | undefined, name: string): string | undefined {
  return observation?.info?.match(new RegExp(`^${name}:(\\S*)`, "m"))?.[1];
}
