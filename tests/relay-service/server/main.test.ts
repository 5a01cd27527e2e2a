import { once } from "node:events";
import { createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { freePort } from "../../support/relay/free-port.ts";
import { instrumentedUpstream } from "../../support/relay/instrumented-upstream.ts";
import { rawConnection } from "../../support/relay/raw-http.ts";
import { relayProcess, spawnRelay } from "../../support/relay/relay-process.ts";
import { TEST_SECRET } from "../../support/relay/running-relay.ts";

const UPSTREAM = "http://127.0.0.1:9";

describe("the relay as a process", () => {
  it("reports all problems of its environment at once, exits with code 1 and prints no secret", async () => {
    const { exited, logged } = spawnRelay({ CLIENT_ID_SECRET: "short-secret", PORT: "eighty", CORS_ORIGINS: "*" });
    const { code, errors } = await exited;
    expect(code).toBe(1);
    const problems = errors.trim().split("\n");
    expect(problems.map((problem) => problem.split(" ")[0]).sort()).toEqual([
      "CLIENT_ID_SECRET",
      "CORS_ORIGINS",
      "PORT",
      "UPSTREAM",
    ]);
    expect(errors).not.toContain("short-secret");
    expect(logged).toEqual([]);
  });

  it("exits with code 1 and one sentence when its port is in use", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const { exited } = spawnRelay({
      UPSTREAM,
      CLIENT_ID_SECRET: TEST_SECRET,
      HOST: "127.0.0.1",
      PORT: `${port}`,
      METRICS_PORT: "0",
    });
    const { code, errors } = await exited;
    other.close();
    expect(code).toBe(1);
    expect(errors).toContain("EADDRINUSE");
    expect(errors.trim().split("\n").length).toBe(1);
  });

  it("warns once that pairs in memory work with one relay only", async () => {
    await using relay = await relayProcess({ UPSTREAM });
    expect(relay.logged.filter(({ level, msg }) => level === 40 && `${msg}`.includes("REDIS_URL")).length).toBe(1);
  });

  it("logs none of its secrets and nothing that passes through, even at the lowest level", async () => {
    await using upstream = await instrumentedUpstream();
    await using relay = await relayProcess({ UPSTREAM: upstream.url, LOG_LEVEL: "trace", PASS_THROUGH_ROUTES: "/open/*" });
    await fetch(`${relay.url}/open/hidden-path?q=hidden-query`, {
      method: "POST",
      body: "hidden-body",
      headers: { authorization: "hidden-token" },
    });
    await fetch(`${relay.url}/hidden-path`, { headers: { "x-mte-relay": "hidden-id,a,b,c" } });
    relay.child.kill("SIGTERM");
    await relay.exited;
    const text = JSON.stringify(relay.logged);
    expect(text).toContain("answered");
    expect(text).toContain("refused");
    for (const hidden of ["hidden", TEST_SECRET, "authorization"]) expect(text).not.toContain(hidden);
  });

  it("finishes requests in flight after SIGTERM, accepts no new ones, closes idle connections, and exits with code 0", async () => {
    await using upstream = await instrumentedUpstream();
    const answer = Promise.withResolvers<void>();
    upstream.handle(async (_request, response) => {
      response.writeHead(200);
      response.write("first ");
      await answer.promise;
      response.end("last");
    });
    await using relay = await relayProcess({ UPSTREAM: upstream.url, PASS_THROUGH_ROUTES: "/open/*" });
    const busy = await rawConnection(relay.port);
    const kept = await rawConnection(relay.port);
    const silent = await rawConnection(relay.port);
    kept.send("GET /healthz/ready HTTP/1.1\r\nhost: relay\r\n\r\n");
    expect((await kept.answer()).status).toBe(200);
    busy.send("GET /open/x HTTP/1.1\r\nhost: relay\r\n\r\n");
    await upstream.arrived(1);

    relay.child.kill("SIGTERM");
    await Promise.all([kept.closed(), silent.closed()]);
    await expect(rawConnection(relay.port)).rejects.toThrow("ECONNREFUSED");
    answer.resolve();
    expect((await busy.answer()).body.toString()).toBe("first last");
    expect((await relay.exited).code).toBe(0);
  });

  it("aborts requests that are still in flight when DRAIN_MS is over", async () => {
    await using upstream = await instrumentedUpstream((_request, response) => void response.writeHead(200).write("never more"));
    await using relay = await relayProcess({ UPSTREAM: upstream.url, PASS_THROUGH_ROUTES: "/open/*", DRAIN_MS: "50" });
    const busy = await rawConnection(relay.port);
    busy.send("GET /open/x HTTP/1.1\r\nhost: relay\r\n\r\n");
    await upstream.arrived(1);
    relay.child.kill("SIGTERM");
    expect((await relay.exited).code).toBe(0);
    expect(await upstream.seen[0]?.over).toBe(false);
    await expect(busy.answer()).rejects.toThrow("closed");
  });

  it("serves its metrics on a separate port and nowhere else", async () => {
    const port = await freePort();
    await using relay = await relayProcess({ UPSTREAM, METRICS_PORT: `${port}`, PASS_THROUGH_ROUTES: "/open/*" });
    await fetch(`${relay.url}/open/x`);
    expect((await fetch(`${relay.url}/metrics`)).status).toBe(569);
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(404);
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toContain('relay_requests_total{kind="clear",outcome="upstream-failed"} 1');
    expect(metrics).toContain('relay_refusals_total{code="form"} 1');
    for (const name of [
      "relay_request_duration_seconds_bucket",
      "relay_requests_in_flight 0",
      "nodejs_eventloop_lag_p99_seconds",
      "process_resident_memory_bytes",
      "relay_pairings_total",
      "relay_store_round_trips_total",
    ]) {
      expect(metrics).toContain(name);
    }
  });
});
