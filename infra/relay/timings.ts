import { type RelayEnvironment, VARIABLES } from "../../relay-service/src/contract.ts";

/** Time limits of load balancer, task and relay that depend on each other. */
export interface Timings {
  /** Seconds until the load balancer closes an idle connection. */
  readonly idleTimeout: number;
  /**
   * Milliseconds until the relay closes an idle connection. Longer, as the load balancer responds 502 when the relay closes
   * first.
   */
  readonly keepAliveMs: number;
  /** Milliseconds that the relay gives open requests after SIGTERM. */
  readonly drainMs: number;
  /** Seconds from SIGTERM until ECS kills a task. */
  readonly stopTimeout: number;
  /** Seconds that the load balancer gives open requests of a target that it deregisters. */
  readonly deregistrationDelay: number;
}

/** Seconds; the minimum of `idleTimeout`, and the default of an ALB. */
const SHORTEST_IDLE = 60;
/** Seconds between two limits of which one must end first. */
const MARGIN = 10;
const DRAIN = 30;
/** Milliseconds. The load balancer waits a margin longer, and the relay another margin, at most one hour in all. */
export const LONGEST_UPSTREAM_TIMEOUT_MS = (3600 - 2 * MARGIN) * 1000;

/**
 * The limits for these variables of the relay. The relay ends a request when its upstream sends nothing for
 * `UPSTREAM_TIMEOUT_MS`, and responds with the reason. The load balancer waits longer, so that the client receives this response.
 *
 * @throws when the relay could not keep idle connections longer than its load balancer.
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
