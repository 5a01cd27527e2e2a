import { type Finding, runSmoke } from "../../../relay-service/smoke/run-smoke.ts";
import type { SmokeOptions } from "../../../relay-service/smoke/smoke-options.ts";

/** The findings of the checks of a relay. */
export interface SmokeReport {
  readonly findings: readonly Finding[];
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
  /** What one check has seen; "" when there is no such check. */
  saw(check: string): string;
}

/** Runs all checks against a relay on this machine, with few requests. */
export async function smokeOf(url: string, options: Partial<SmokeOptions> = {}): Promise<SmokeReport> {
  const reported: Finding[] = [];
  const all = { url, origin: undefined, path: "/", pin: undefined, otherHost: undefined, requests: 2, json: false, ...options };
  const { findings } = await runSmoke(all, (finding) => reported.push(finding));
  if (reported.length !== findings.length) throw new Error("a finding was not reported");
  const checks = (outcome: Finding["outcome"]) => findings.filter((each) => each.outcome === outcome).map(({ check }) => check);
  return {
    findings,
    failed: checks("failed"),
    skipped: checks("skipped"),
    saw: (check) => findings.find((each) => each.check === check)?.saw ?? "",
  };
}
