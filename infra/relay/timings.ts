import { type RelayEnvironment, VARIABLES } from "../../relay-service/src/contract.ts";

/** Time limits of load balancer, task and relay that only work together. */
export interface Timings {
  /** Seconds that the load balancer waits on a silent connection. */
  readonly idleTimeout: number;
  /** Milliseconds that the relay waits, so that it is never the first to hang up: the balancer would answer 502. */
  readonly keepAliveMs: number;
  /** Milliseconds that the relay lets requests finish once it is told to stop. */
  readonly drainMs: number;
  /** Seconds until ECS kills a task that was told to stop. */
  readonly stopTimeout: number;
  /** Seconds that the balancer lets requests of a target finish that is about to be stopped. */
  readonly deregistrationDelay: number;
}

/** Seconds; a connection may be silent as long, whatever the upstream's limit: the default of an ALB. */
const SHORTEST_IDLE = 60;
/** Seconds between two limits that must come one after the other. */
const MARGIN = 10;
const DRAIN = 30;
/** Milliseconds: the balancer waits a margin longer, and the relay, which waits an hour at most, one more. */
export const LONGEST_UPSTREAM_TIMEOUT_MS = (3600 - 2 * MARGIN) * 1000;

/**
 * The limits for these variables of the relay. The relay ends an exchange whose upstream is silent for `UPSTREAM_TIMEOUT_MS`, and
 * says why; the load balancer waits longer, so that this answer gets through.
 *
 * @throws when the relay could not stay connected longer than its load balancer.
 */
export function timings(variables: Pick<RelayEnvironment, "UPSTREAM_TIMEOUT_MS">): Timings {
  const name = "UPSTREAM_TIMEOUT_MS";
  const upstream = VARIABLES[name].read(variables[name] ?? VARIABLES[name].default ?? "") ?? 0;
  const idleTimeout = Math.max(SHORTEST_IDLE, Math.ceil(upstream / 1000) + MARGIN);
  const keepAliveMs = (idleTimeout + MARGIN) * 1000;
  if (VARIABLES.KEEP_ALIVE_MS.read(String(keepAliveMs)) === undefined) {
    throw new Error(
      `${name} must be at most ${LONGEST_UPSTREAM_TIMEOUT_MS} milliseconds behind a load balancer such as "30000", got "${upstream}"`,
    );
  }
  const stopTimeout = DRAIN + MARGIN;
  return { idleTimeout, keepAliveMs, drainMs: DRAIN * 1000, stopTimeout, deregistrationDelay: stopTimeout + 2 * MARGIN };
}
