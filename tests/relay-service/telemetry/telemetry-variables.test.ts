import { describe, expect, it } from "vitest";
import { problemOf, type RelayEnvironment, VARIABLES } from "../../../relay-service/src/contract.ts";
import { readSettings } from "../../../relay-service/src/settings.ts";
import { fc } from "../../support/fast-check.ts";

const ENDPOINT = "http://collector:4318";
const settingsOf = (env: Record<string, string>) =>
  readSettings({ UPSTREAM: "http://api:3000", CLIENT_ID_SECRET: "s".repeat(32), ...env });
const read = (env: Record<string, string>) => settingsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, ...env }).telemetry;

describe("the variables of the export", () => {
  it("give OpenTelemetry's defaults with an endpoint alone", () => {
    expect(read({})).toEqual({
      endpoint: new URL(ENDPOINT),
      headers: {},
      resource: { "service.name": "mte-relay" },
      exportsTraces: true,
      exportsMetrics: true,
      sampler: "parentbased_always_on",
      samplerRatio: 1,
      spanDelayMs: 5000,
      metricsIntervalMs: 60_000,
    });
  });

  it("export nothing without an endpoint, when the SDK is disabled, or when both exporters are none", () => {
    expect(settingsOf({ OTEL_SERVICE_NAME: "a", OTEL_TRACES_SAMPLER: "always_on" }).telemetry).toBeUndefined();
    expect(read({ OTEL_SDK_DISABLED: "true" })).toBeUndefined();
    expect(read({ OTEL_TRACES_EXPORTER: "none", OTEL_METRICS_EXPORTER: "none" })).toBeUndefined();
    expect(read({ OTEL_TRACES_EXPORTER: "none" })).toMatchObject({ exportsTraces: false, exportsMetrics: true });
  });

  it("read each into its own field", () => {
    expect(
      read({
        OTEL_EXPORTER_OTLP_HEADERS: "Authorization=Basic%20YQ%3D%3D , x-b=2",
        OTEL_RESOURCE_ATTRIBUTES: "service.name=a,b=c%2Cd",
        OTEL_TRACES_SAMPLER: "traceidratio",
        OTEL_TRACES_SAMPLER_ARG: "0.25",
        OTEL_BSP_SCHEDULE_DELAY: "1",
        OTEL_METRIC_EXPORT_INTERVAL: "2",
      }),
    ).toMatchObject({
      headers: { authorization: "Basic YQ==", "x-b": "2" },
      resource: { "service.name": "a", b: "c,d" },
      sampler: "traceidratio",
      samplerRatio: 0.25,
      spanDelayMs: 1,
      metricsIntervalMs: 2,
    });
  });

  it("prefer OTEL_SERVICE_NAME to the attribute of the same meaning", () => {
    const OTEL_RESOURCE_ATTRIBUTES = "service.name=attribute";
    expect(read({ OTEL_RESOURCE_ATTRIBUTES, OTEL_SERVICE_NAME: "name" })?.resource).toEqual({ "service.name": "name" });
  });

  it.each<[keyof RelayEnvironment, string[]]>([
    [
      "OTEL_EXPORTER_OTLP_ENDPOINT",
      ["collector:4318", "grpc://a:4317", "http://a:4318?x", "http://a#b", "http://", "http://%zz@a", "http://a b"],
    ],
    [
      "OTEL_EXPORTER_OTLP_HEADERS",
      [
        "a",
        "a=",
        "=b",
        "a=1,",
        "a=%zz",
        "a b=1",
        "a=1,A=2",
        "a=%0d%0ax: 1",
        "a=%c3%a9",
        "host=x",
        "content-type=x",
        "__proto__=1",
        "a=%20b",
      ],
    ],
    ["OTEL_EXPORTER_OTLP_PROTOCOL", ["grpc", "http/protobuf", "HTTP/JSON"]],
    ["OTEL_SERVICE_NAME", ["a b", "a".repeat(256), "é"]],
    ["OTEL_RESOURCE_ATTRIBUTES", ["a", "a=1,b", "a=1,a=2", `a=${"b".repeat(256)}`, "a=%"]],
    ["OTEL_TRACES_SAMPLER", ["jaeger_remote", "on"]],
    ["OTEL_TRACES_SAMPLER_ARG", ["1.1", "-0.1", "1e-3", "half", "NaN", "."]],
    ["OTEL_TRACES_EXPORTER", ["console", "otlp,none"]],
    ["OTEL_METRICS_EXPORTER", ["prometheus"]],
    ["OTEL_SDK_DISABLED", ["1", "yes", "TRUE"]],
  ])("refuse what is no %s", (name, texts) => {
    for (const text of texts) expect([text, problemOf(name, text) !== undefined]).toEqual([text, true]);
  });

  it("accept each sampler, ratios from 0 to 1, and an endpoint with a path and a password", () => {
    for (const text of ["0", "1", "0.1", ".5", "1.0"]) expect(problemOf("OTEL_TRACES_SAMPLER_ARG", text)).toBeUndefined();
    for (const text of ["https://user:pa%20ss@collector.example.com/base/", "http://[::1]:4318"])
      expect(problemOf("OTEL_EXPORTER_OTLP_ENDPOINT", text)).toBeUndefined();
  });

  it("read back every list of headers that is percent-encoded", () => {
    const name = fc.string({ unit: fc.constantFrom(..."abcxyz-_09"), minLength: 1 });
    const value = fc.string({ unit: fc.constantFrom(...'abc=,; %"~!'), minLength: 1 }).filter((text) => text.trim() === text);
    const lists = fc.uniqueArray(fc.tuple(name, value), { minLength: 1, selector: ([key]) => key });
    fc.assert(
      fc.property(lists, (pairs) => {
        const text = pairs.map(([key, one]) => `${key}=${encodeURIComponent(one)}`).join(",");
        expect(VARIABLES.OTEL_EXPORTER_OTLP_HEADERS.read(text)).toEqual(Object.fromEntries(pairs));
      }),
    );
  });

  it("warn about credentials that travel in the clear, but not within this machine", () => {
    const warningsOf = (env: Record<string, string>) =>
      settingsOf(env).warnings.filter((warning) => warning.includes("OTEL_EXPORTER_OTLP_ENDPOINT"));
    const OTEL_EXPORTER_OTLP_HEADERS = "x-key=hidden";
    expect(warningsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS })).toEqual([
      "OTEL_EXPORTER_OTLP_ENDPOINT receives its password or OTEL_EXPORTER_OTLP_HEADERS in the clear: use https://",
    ]);
    expect(warningsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://a:b@collector:4318" })).toHaveLength(1);
    expect(warningsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318", OTEL_EXPORTER_OTLP_HEADERS })).toEqual([]);
    expect(warningsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: "https://collector", OTEL_EXPORTER_OTLP_HEADERS })).toEqual([]);
    expect(warningsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: ENDPOINT })).toEqual([]);
  });
});
