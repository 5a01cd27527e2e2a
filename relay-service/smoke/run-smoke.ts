import { CheckFailed } from "./check-failed.ts";
import { checkAllowedOrigin } from "./checks/allowed-origin.ts";
import { checkClearRequest } from "./checks/clear-request.ts";
import { checkClientScript } from "./checks/client-script.ts";
import { checkIdentity } from "./checks/identity.ts";
import { checkLatency, type Latency } from "./checks/latency.ts";
import { checkLiveness } from "./checks/liveness.ts";
import { checkOtherHost } from "./checks/other-host.ts";
import { checkPairing } from "./checks/pair-up.ts";
import { checkReadiness } from "./checks/readiness.ts";
import { checkRedirect } from "./checks/redirect.ts";
import { checkReplay } from "./checks/replay.ts";
import { checkSealedGet } from "./checks/sealed-get.ts";
import { checkTampering } from "./checks/tampering.ts";
import { checkTls } from "./checks/tls.ts";
import { checkUnknownOrigin } from "./checks/unknown-origin.ts";
import { accessTo } from "./relay-access.ts";
import type { SmokeOptions } from "./smoke-options.ts";

/** The result of one check. "skipped": an earlier check that it needs has failed, or it does not apply. */
export interface Finding {
  readonly check: string;
  readonly outcome: "ok" | "failed" | "skipped";
  readonly saw: string;
}

export interface SmokeResult {
  readonly findings: readonly Finding[];
  /** In milliseconds; undefined when it could not be measured. */
  readonly latency: Pick<Latency, "sealed" | "echo"> | undefined;
}

/** Runs all checks in order and calls `report` after each. Never rejects. */
export async function runSmoke(options: SmokeOptions, report: (finding: Finding) => void): Promise<SmokeResult> {
  const { path, pin, requests, otherHost } = options;
  const program = accessTo(options.url);
  const relay = accessTo(options.url, options.origin);
  const url = new URL(options.url);
  const findings: Finding[] = [];
  const add = (finding: Finding) => {
    findings.push(finding);
    report(finding);
  };

  /** Runs a check and returns its result, undefined when it has failed. With a `reason` the check is skipped. */
  async function step<Result extends string | { readonly saw: string }>(
    check: string,
    make: () => Promise<Result>,
    reason?: string | false,
  ): Promise<Result | undefined> {
    if (reason) return void add({ check, outcome: "skipped", saw: reason });
    try {
      const result = await make();
      add({ check, outcome: "ok", saw: typeof result === "string" ? result : result.saw });
      return result;
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      add({ check, outcome: "failed", saw: error instanceof CheckFailed ? words : `the check itself failed: ${words}` });
      return undefined;
    }
  }

  const alive = await step("liveness", () => checkLiveness(program));
  const dead = alive === undefined && "no relay has answered";
  await step("readiness", () => checkReadiness(program), dead);
  const identity = await step("identity", () => checkIdentity(program, pin), dead);
  await step("client script", () => checkClientScript(program), dead);
  await step("clear request", () => checkClearRequest(program), dead);
  if (options.origin) await step("allowed origin", () => checkAllowedOrigin(relay), dead);

  const keys = pin ? [pin] : identity?.keys;
  const paired = await step(
    "pairing",
    () => checkPairing(relay, keys ?? [], pin !== undefined),
    dead || (!keys && "no public key"),
  );
  const pair = paired?.pair;
  /** Only called when there is a pair. */
  const withPair = <Result>(make: (made: NonNullable<typeof pair>) => Promise<Result>) => make(pair as NonNullable<typeof pair>);
  const unpaired = dead || (!pair && "there is no pair");
  const sent = await step("sealed GET", () => withPair((made) => checkSealedGet(relay, made, path)), unpaired);
  const unsent = unpaired || (!sent && "no sealed GET was answered");
  await step("replay", () => checkReplay(relay, (sent as NonNullable<typeof sent>).sealed), unsent);
  await step("changed bit", () => withPair((made) => checkTampering(relay, made, path)), unsent);
  await step("unknown origin", () => withPair((made) => checkUnknownOrigin(relay, made, path)), unpaired);
  if (otherHost !== undefined)
    await step("other host", () => withPair((made) => checkOtherHost(relay, made, path, otherHost)), unsent);

  const isHttps = url.protocol === "https:";
  await step("TLS", () => checkTls(url), !isHttps && "the url is http, so there is no TLS, and https pages cannot call it");
  const noPort80 = !isHttps ? "the url is http" : url.port !== "" && "the url has a port";
  await step("redirect", () => checkRedirect(`http://${url.host}`, options.url), noPort80);
  const latency = await step("latency", () => withPair((made) => checkLatency(relay, made, path, requests)), unsent);
  return { findings, latency: latency && { sealed: latency.sealed, echo: latency.echo } };
}
