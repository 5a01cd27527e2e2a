import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { createMteRelayClient } from "../../../relay-service/client/node-client.ts";
import { freePort } from "../../support/relay/free-port.ts";
import { instrumentedUpstream } from "../../support/relay/instrumented-upstream.ts";
import { otlpReceiver } from "../../support/relay/otlp-receiver.ts";
import { describeWithRedis, type RedisServer, startRedis } from "../../support/relay/redis-server.ts";
import { relayProcess, spawnRelay } from "../../support/relay/relay-process.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";

const REPORT_MODULES = join(import.meta.dirname, "../../support/relay/report-modules.ts");
const { mteFetch } = createMteRelayClient();
afterEach(() => {
  vi.unstubAllEnvs();
});

const running = (env: Record<string, string>) => runRelay({ env: { PASS_THROUGH_ROUTES: "/open", ...env } });

/** Warnings about telemetry. */
const warnings = (relay: { readonly logged: Record<string, unknown>[] }) =>
  relay.logged
    .filter(({ msg }) => `${msg}`.includes("telemetry"))
    .map(({ signal, reason, lostSpans }) => ({ signal, reason, lostSpans }));

async function spanCounts({ relay }: RelayUnderTest): Promise<Record<string, number>> {
  const text = await relay.metrics.registry.getSingleMetricAsString("relay_telemetry_spans_total");
  return Object.fromEntries([...text.matchAll(/outcome="(\w+)"} (\d+)/g)].map(([, outcome, count]) => [outcome, Number(count)]));
}

describe("a collector", () => {
  it("that is dead costs no request: spans are counted as failed, and one warning names the reason and no address", async () => {
    // Of OpenTelemetry's exporter. It leaves no time to try again, which would be some seconds of the test.
    vi.stubEnv("OTEL_EXPORTER_OTLP_TIMEOUT", "100");
    await using relay = await running({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://hidden-user:hidden-password@127.0.0.1:${await freePort()}/hidden-path`,
      OTEL_EXPORTER_OTLP_HEADERS: "x-key=hidden-key",
    });
    for (let call = 0; call < 3; call++) expect((await mteFetch(`${relay.url}/orders`)).status).toBe(200);
    await relay.relay.stop();
    expect(await spanCounts(relay)).toEqual({ failed: 6 });
    expect(warnings(relay)).toMatchObject([{ reason: "ECONNREFUSED" }]);
    expect(JSON.stringify(relay.logged)).not.toContain("hidden");
  });

  it("that refuses is warned about once, whatever it answers, and every lost span is counted", async () => {
    await using collector = await otlpReceiver();
    collector.answer((response) => response.writeHead(401, "hidden-reason").end("hidden-answer"));
    await using relay = await running({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: "x-key=hidden-key",
    });
    for (let call = 0; call < 3; call++) await mteFetch(`${relay.url}/orders`);
    await relay.relay.stop();
    expect(collector.exports.map(({ path }) => path).sort()).toEqual(["/v1/metrics", "/v1/traces"]);
    expect(await spanCounts(relay)).toEqual({ failed: 6 });
    expect(warnings(relay)).toHaveLength(1);
    expect(warnings(relay)[0]).toMatchObject({ reason: "HTTP 401" });
    expect(JSON.stringify(relay.logged)).not.toContain("hidden");
  });

  it("that does not answer delays no request: 2048 spans wait, further ones are dropped and counted", async () => {
    const silent = createServer(() => {}).listen(0, "127.0.0.1");
    const sockets = new Set<Socket>();
    silent.on("connection", (socket) => sockets.add(socket));
    await once(silent, "listening");
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      silent.close();
    });
    const { port } = silent.address() as { port: number };
    await using relay = await running({
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      DRAIN_MS: "1",
      OTEL_METRICS_EXPORTER: "none",
    });
    const call = async () => (await fetch(`${relay.url}/open`)).status;
    for (let round = 0; round < 11; round++) {
      expect(new Set(await Promise.all(Array.from({ length: 100 }, call)))).toEqual(new Set([200]));
    }
    expect(await spanCounts(relay)).toEqual({ dropped: 2 * 1100 - 2048 });
    expect(warnings(relay)).toEqual([{ signal: "traces", reason: "too many spans wait", lostSpans: 1 }]);
  });

  it("gets the headers and credentials of the settings, and a path below that of the endpoint", async () => {
    await using collector = await otlpReceiver();
    await using relay = await running({
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url.replace("//", "//user:pass%20word@")}/base/`,
      OTEL_EXPORTER_OTLP_HEADERS: "X-Key=a%20key,x-other=1",
      OTEL_SERVICE_NAME: "relay-of-a-test",
      OTEL_RESOURCE_ATTRIBUTES: "deployment.environment.name=a%2Cb,service.name=other",
    });
    await mteFetch(`${relay.url}/orders`);
    await relay.relay.stop();
    expect(collector.exports.map(({ path }) => path).sort()).toEqual(["/base/v1/metrics", "/base/v1/traces"]);
    for (const { headers } of collector.exports) {
      expect(headers).toMatchObject({
        "x-key": "a key",
        "x-other": "1",
        authorization: `Basic ${btoa("user:pass word")}`,
        "content-type": "application/json",
      });
    }
    const resource = { "service.name": "relay-of-a-test", "deployment.environment.name": "a,b" };
    for (const exported of [...collector.spans, ...collector.metrics]) expect(exported.resource).toMatchObject(resource);
  });

  it.each([
    ["OTEL_TRACES_EXPORTER", "none", ["/v1/metrics"]],
    ["OTEL_METRICS_EXPORTER", "none", ["/v1/traces"]],
    ["OTEL_SDK_DISABLED", "true", []],
  ])("gets less with %s=%s", async (name, value, paths) => {
    await using collector = await otlpReceiver();
    await using relay = await running({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, [name]: value });
    await mteFetch(`${relay.url}/orders`);
    await relay.relay.stop();
    expect(collector.exports.map(({ path }) => path)).toEqual(paths);
  });

  it("gets spans while the relay runs, after the configured delay", async () => {
    await using collector = await otlpReceiver();
    await using relay = await running({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: "1" });
    await mteFetch(`${relay.url}/orders`);
    await collector.arrived(2);
    expect(collector.spans).toHaveLength(2);
  });
});

describe("the metrics in a collector", () => {
  it("are those of Prometheus: same names, labels and values", async () => {
    await using collector = await otlpReceiver();
    await using relay = await running({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_TRACES_EXPORTER: "none" });
    await mteFetch(`${relay.url}/orders`);
    await fetch(`${relay.url}/open`);
    expect((await fetch(`${relay.url}/closed`)).status).toBe(569);
    await relay.relay.stop();
    const points = (name: string) => collector.metrics.find((metric) => metric.name === name)?.points ?? [];
    const sums = (name: string) => points(name).map(({ attributes, point }) => [attributes, point.asDouble]);
    expect(sums("relay_requests_total")).toEqual([
      [{ kind: "sealed", outcome: "answered" }, 1],
      [{ kind: "clear", outcome: "answered" }, 1],
    ]);
    expect(sums("relay_refusals_total")).toEqual([[{ code: "form" }, 1]]);
    expect(sums("relay_requests_in_flight")).toEqual([[{}, 0]]);
    expect(points("relay_pairings_total").length).toBeGreaterThan(0);
    const [sealed] = points("relay_request_duration_seconds");
    const { bucketCounts, explicitBounds, count, sum } = (sealed?.point ?? {}) as Record<string, number[]>;
    expect(sealed?.attributes).toEqual({ kind: "sealed" });
    expect(explicitBounds?.slice(0, 2)).toEqual([0.001, 0.0025]);
    expect(bucketCounts).toHaveLength((explicitBounds?.length ?? 0) + 1);
    expect(bucketCounts?.map(Number).reduce((one, other) => one + other)).toBe(1);
    expect(count).toBe(1);
    const text = await relay.relay.metrics.registry.metrics();
    expect(text).toContain(`relay_request_duration_seconds_sum{kind="sealed"} ${sum}`);
    // Histograms in seconds, and nothing of Node itself.
    expect(collector.metrics.every(({ name }) => name.startsWith("relay_"))).toBe(true);
    expect(collector.metrics.find(({ kind }) => kind === "histogram")?.unit).toBe("s");
  });
});

describe("the relay as a process", () => {
  const loaded = async (env: Record<string, string>) => {
    await using upstream = await instrumentedUpstream();
    await using relay = await relayProcess({ UPSTREAM: upstream.url, NODE_OPTIONS: `--import=${REPORT_MODULES}`, ...env });
    await mteFetch(`${relay.url}/orders`);
    relay.child.kill("SIGTERM");
    return [...(await relay.exited).errors.matchAll(/^loaded .*node_modules\/((?:@[^/]+\/)?[^/]+)/gm)].map(([, name]) => name);
  };

  it("loads nothing of OpenTelemetry without OTEL_EXPORTER_OTLP_ENDPOINT, and its packages with it", async () => {
    await using collector = await otlpReceiver();
    const without = await loaded({ OTEL_SERVICE_NAME: "set-by-a-platform" });
    expect(without).toContain("hono");
    // prom-client imports the interfaces, and has always done so.
    expect(new Set(without.filter((name) => name?.startsWith("@opentelemetry")))).toEqual(new Set(["@opentelemetry/api"]));
    const withIt = await loaded({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    for (const name of ["sdk-trace", "sdk-metrics", "exporter-trace-otlp-http", "exporter-metrics-otlp-http"])
      expect(withIt).toContain(`@opentelemetry/${name}`);
  });

  it("exports what waits after SIGTERM, and exits with code 0", async () => {
    await using upstream = await instrumentedUpstream();
    await using collector = await otlpReceiver();
    await using relay = await relayProcess({ UPSTREAM: upstream.url, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
    await mteFetch(`${relay.url}/orders`);
    expect(collector.spans).toEqual([]);
    relay.child.kill("SIGTERM");
    expect((await relay.exited).code).toBe(0);
    expect(collector.spans).toHaveLength(2);
  });

  it("waits for a silent collector no longer than DRAIN_MS after SIGTERM", async () => {
    await using upstream = await instrumentedUpstream();
    await using collector = await otlpReceiver();
    collector.answer(() => {});
    const env = { UPSTREAM: upstream.url, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, DRAIN_MS: "50" };
    await using relay = await relayProcess(env);
    await mteFetch(`${relay.url}/orders`);
    relay.child.kill("SIGTERM");
    // The exporter itself would wait for ten seconds, and this test for longer than the runner lets it.
    expect((await relay.exited).code).toBe(0);
    expect(relay.logged.at(-1)?.msg).toBe("stopped");
  });

  it("names a wrong setting of the export at its start, and shows no secret of it", async () => {
    const { exited } = spawnRelay({
      UPSTREAM: "http://127.0.0.1:9",
      CLIENT_ID_SECRET: "s".repeat(32),
      OTEL_EXPORTER_OTLP_ENDPOINT: "grpc://hidden-user:hidden-password@collector:4317",
      OTEL_EXPORTER_OTLP_HEADERS: "hidden-key",
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
    });
    const { code, errors } = await exited;
    expect(code).toBe(1);
    expect(errors.trim().split("\n")).toEqual([
      'OTEL_EXPORTER_OTLP_ENDPOINT must be an http or https URL without query and fragment such as "http://127.0.0.1:4318", got "grpc://***@collector:4317"',
      'OTEL_EXPORTER_OTLP_HEADERS must be a comma-separated list of name=value, with percent-encoded values such as "$(cat otlp-headers)", got 10 characters',
      'OTEL_EXPORTER_OTLP_PROTOCOL must be one of http/json such as "http/json", got "grpc"',
    ]);
  });
});

describeWithRedis("a relay of several workers", () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  it("exports from each of its workers, as an instance of its own", async () => {
    await using upstream = await instrumentedUpstream();
    await using collector = await otlpReceiver();
    const metricsPort = `${await freePort()}`;
    await using relay = await relayProcess({
      UPSTREAM: upstream.url,
      REDIS_URL: redis.url,
      WORKERS: "2",
      METRICS_PORT: metricsPort,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    });
    // The process that answers this also takes the signal.
    expect((await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).status).toBe(200);
    relay.child.kill("SIGTERM");
    expect((await relay.exited).code).toBe(0);
    const instances = new Set(collector.metrics.map(({ resource }) => resource["service.instance.id"]));
    expect(instances.size).toBe(2);
  });
});
