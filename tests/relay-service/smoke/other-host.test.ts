import { describe, expect, it, onTestFinished } from "vitest";
import { builtClient } from "../../support/browsers/built-client.ts";
import { freePort } from "../../support/relay/free-port.ts";
import { instrumentedUpstream } from "../../support/relay/instrumented-upstream.ts";
import { runRelay } from "../../support/relay/running-relay.ts";
import { smokeOf } from "./smoke-of.ts";

/** A relay that one can reach as 127.0.0.1 and as localhost. `hosts`: those in its DOMAIN_MAP; without any it has UPSTREAM alone. */
async function relayWith(hosts: readonly string[], variables: Record<string, string> = {}) {
  const port = await freePort();
  const upstream = await instrumentedUpstream();
  const DOMAIN_MAP = hosts.map((host) => `${host}:${port}=${upstream.url}`).join(",");
  const { publicFiles } = await builtClient();
  const env = { PORT: `${port}`, ...(hosts.length > 0 && { DOMAIN_MAP, UPSTREAM: "" }), ...variables };
  const relay = await runRelay({ upstream, publicFiles, env });
  onTestFinished(() => relay.close());
  return { own: `http://127.0.0.1:${port}`, other: `http://localhost:${port}` };
}

describe("the smoke test of a relay with several hosts", () => {
  it("checks that a pair of one host is refused at another", async () => {
    const { own, other } = await relayWith(["127.0.0.1", "localhost"]);
    const report = await smokeOf(own, { otherHost: other });
    expect(report.failed).toEqual([]);
    expect(report.saw("other host")).toBe(`a request of a pair of ${own}, sent to ${other}, was refused with a sealed 421`);
    expect((await smokeOf(other, { otherHost: own })).failed).toEqual([]);
  });

  it("fails when the other host has the same upstream, or none, or another relay", async () => {
    const one = await relayWith([]);
    const same = await smokeOf(one.own, { otherHost: one.other });
    expect(same.failed).toEqual(["other host"]);
    expect(same.saw("other host")).toContain("was answered with status 200 instead of 421: its host does not count");
    const closed = await relayWith(["127.0.0.1"]);
    const none = await smokeOf(closed.own, { otherHost: closed.other });
    expect(none.failed).toEqual(["other host"]);
    expect(none.saw("other host")).toContain("refused with 421: the relay does not serve that host");
    const another = await relayWith([], { CLIENT_ID_SECRET: `${"another ".repeat(4)}secret` });
    const foreign = await smokeOf(closed.own, { otherHost: another.own });
    expect(foreign.saw("other host")).toContain("another relay answers there");
  });

  it("says which variable is missing when the relay does not serve the host", async () => {
    const { other } = await relayWith(["127.0.0.1"]);
    const report = await smokeOf(other);
    expect(report.failed).toEqual(["identity", "clear request"]);
    expect(report.saw("identity")).toBe(
      'status 421, the refusal "misdirected": the relay does not serve this host: it is not in its DOMAIN_MAP, and UPSTREAM is not set',
    );
  });
});
