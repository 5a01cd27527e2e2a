import { describe, expect, it } from "vitest";
import { timings } from "../../../infra/relay/timings.ts";
import { problemsOf, VARIABLES } from "../../../relay-service/src/contract.ts";

const limits = (UPSTREAM_TIMEOUT_MS?: string) => timings(UPSTREAM_TIMEOUT_MS === undefined ? {} : { UPSTREAM_TIMEOUT_MS });

describe("time limits", () => {
  it("have the expected defaults", () => {
    expect(limits()).toEqual({
      idleTimeout: 60,
      keepAliveMs: 70_000,
      drainMs: 30_000,
      stopTimeout: 40,
      deregistrationDelay: 60,
    });
  });

  it.each([undefined, "1", "30000", "50000", "50001", "299999", "3580000"])(
    "make the relay give up before the load balancer, which closes connections before the relay: upstream time-out %s ms",
    (text) => {
      const { idleTimeout, keepAliveMs } = limits(text);
      expect(idleTimeout).toBeGreaterThanOrEqual(Number(text ?? VARIABLES.UPSTREAM_TIMEOUT_MS.default) / 1000 + 10);
      expect(keepAliveMs).toBeGreaterThan(idleTimeout * 1000);
      // ELB's limits.
      expect(idleTimeout).toBeLessThanOrEqual(4000);
    },
  );

  it("let current requests finish when a task is stopped, within Fargate's limits", () => {
    const { drainMs, stopTimeout, deregistrationDelay } = limits();
    expect(stopTimeout * 1000).toBeGreaterThan(drainMs);
    expect(deregistrationDelay).toBeGreaterThan(stopTimeout);
    expect(stopTimeout).toBeLessThanOrEqual(120);
  });

  it("are values that the relay accepts", () => {
    for (const text of ["1", "3580000"]) {
      const { keepAliveMs, drainMs } = limits(text);
      const environment = { KEEP_ALIVE_MS: `${keepAliveMs}`, DRAIN_MS: `${drainMs}`, UPSTREAM_TIMEOUT_MS: text };
      const required = { UPSTREAM: "https://api.example.com", CLIENT_ID_SECRET: "x".repeat(32) };
      expect(problemsOf({ ...environment, ...required })).toEqual([]);
    }
  });

  it.each(["3580001", "3600000"])(
    "refuse an upstream time-out of %s ms, which leaves no time for the load balancer and the relay",
    (text) => {
      expect(() => limits(text)).toThrow(
        `UPSTREAM_TIMEOUT_MS must be at most 3580000 milliseconds behind a load balancer such as "30000", got "${text}"`,
      );
    },
  );
});
