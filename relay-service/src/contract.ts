/**
 * All that other programs may know of the relay: its environment variables, ports and paths, and the rules for their values. The
 * program that deploys the relay checks its settings with the same functions, long before a container starts. So this file imports no
 * package and has no side effect.
 */
import { contradictionsOf } from "./contract/domain-contradictions.ts";
import * as readers from "./contract/readers.ts";
import * as telemetry from "./contract/telemetry-readers.ts";

/** The environment of a relay. A variable that is empty counts as not set; unknown ones are ignored. */
export interface RelayEnvironment {
  /** Required where DOMAIN_MAP is not set. */
  readonly UPSTREAM?: string;
  readonly DOMAIN_MAP?: string;
  readonly CLIENT_ID_SECRET: string;
  readonly SERVER_ID?: string;
  readonly RELAY_IDENTITY_SEED?: string;
  readonly REDIS_URL?: string;
  readonly CORS_ORIGINS?: string;
  readonly PUBLIC_ORIGINS?: string;
  readonly PASS_THROUGH_ROUTES?: string;
  readonly PASS_HEADERS?: string;
  readonly PORT?: string;
  readonly HOST?: string;
  readonly METRICS_PORT?: string;
  readonly LOG_LEVEL?: string;
  readonly WORKERS?: string;
  readonly TRUSTED_PROXY_HOPS?: string;
  readonly MAX_IN_FLIGHT?: string;
  readonly MAX_CONNECTIONS?: string;
  readonly MAX_BODY_BYTES?: string;
  readonly VERIFY_BODY_BYTES?: string;
  readonly UPSTREAM_TIMEOUT_MS?: string;
  readonly HEADERS_TIMEOUT_MS?: string;
  readonly KEEP_ALIVE_MS?: string;
  readonly STORE_TIMEOUT_MS?: string;
  readonly DRAIN_MS?: string;
  readonly PAIRING_RATE?: string;
  readonly PAIRING_BURST?: string;
  readonly IDEMPOTENCY_MS?: string;
  readonly STORE_EVICTION?: string;
  readonly MESSAGE_CRYPTO?: string;
  readonly UPSTREAM_CLIENT?: string;
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string;
  readonly OTEL_EXPORTER_OTLP_HEADERS?: string;
  readonly OTEL_EXPORTER_OTLP_PROTOCOL?: string;
  readonly OTEL_SERVICE_NAME?: string;
  readonly OTEL_RESOURCE_ATTRIBUTES?: string;
  readonly OTEL_TRACES_EXPORTER?: string;
  readonly OTEL_METRICS_EXPORTER?: string;
  readonly OTEL_TRACES_SAMPLER?: string;
  readonly OTEL_TRACES_SAMPLER_ARG?: string;
  readonly OTEL_BSP_SCHEDULE_DELAY?: string;
  readonly OTEL_METRIC_EXPORT_INTERVAL?: string;
  readonly OTEL_SDK_DISABLED?: string;
}

/** The port that serves requests when `PORT` is not set, and the one that serves metrics when `METRICS_PORT` is not set. */
export const PORTS = { relay: 8080, metrics: 9090 } as const;

/** Paths that the relay answers itself; `metrics` on the metrics port. */
export const PATHS = {
  liveness: "/api/mte-echo",
  readiness: "/healthz/ready",
  /** Which codecs the relay speaks, and its public keys. */
  identity: "/api/mte-relay",
  client: "/public/mte-relay-client.js",
  metrics: "/metrics",
} as const;

export const MESSAGE_CRYPTOS = ["auto", "node", "native"] as const;
export const UPSTREAM_CLIENTS = ["builtin", "node"] as const;
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "silent"] as const;

export interface Variable<Value> extends readers.Reader<Value> {
  /** What the variable is for, and what its special values mean. */
  readonly meaning: string;
  /** The text that applies when the variable is not set. */
  readonly default?: string;
  readonly required?: true;
  /** The value must never be shown, not even when it is wrong. */
  readonly secret?: true;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MIB = 1_048_576;

function number(meaning: string, min: number, max: number, initial: number, unit?: string): Variable<number> {
  return { meaning, default: String(initial), ...readers.wholeNumber(min, max, initial, unit) };
}

const ms = (meaning: string, min: number, max: number, initial: number) => number(meaning, min, max, initial, "milliseconds");

export const VARIABLES = {
  UPSTREAM: {
    meaning: "URL of the API. Optional with DOMAIN_MAP. If it has a path, the relay puts it before the path of each request.",
    required: true,
    ...readers.upstream,
  },
  DOMAIN_MAP: {
    meaning: "URLs of several APIs, by the host that clients request. Other hosts lead to UPSTREAM, or to status 421 without it.",
    ...readers.domainMap,
  },
  CLIENT_ID_SECRET: {
    meaning: "Secret that signs client ids and encrypts stored pairs. All relays that share a Redis need the same one.",
    required: true,
    secret: true,
    ...readers.secrets,
  },
  SERVER_ID: { meaning: "Old name of CLIENT_ID_SECRET.", secret: true, ...readers.secrets },
  RELAY_IDENTITY_SEED: {
    meaning: "Seed of the relay's private identity key. Not set: derived from CLIENT_ID_SECRET, and changes with it.",
    secret: true,
    ...readers.seed,
  },
  REDIS_URL: {
    meaning: "Redis in which relays share their pairs. It may contain a password. Not set: in memory, for one process only.",
    ...readers.redisUrl,
  },
  CORS_ORIGINS: {
    meaning: "Origins of pages that may call the relay, in addition to its own. host=origin: only at this host of DOMAIN_MAP.",
    ...readers.corsOrigins,
  },
  PUBLIC_ORIGINS: {
    meaning: "Origins under which clients reach the relay. If set, the relay refuses pairings for any other.",
    ...readers.publicOrigins,
  },
  PASS_THROUGH_ROUTES: {
    meaning: "Paths that the relay forwards in the clear, without protection. host/path: only at this host of DOMAIN_MAP.",
    ...readers.routes,
  },
  PASS_HEADERS: {
    meaning: "Request headers that the relay forwards, although it drops them otherwise: see Headers that are dropped.",
    ...readers.passedHeaders,
  },
  PORT: number("Port for requests; 0 means any free port.", 0, 65_535, PORTS.relay),
  HOST: { meaning: "Address to listen on. Not set: all addresses.", ...readers.host },
  METRICS_PORT: number("Port for metrics; 0 means none.", 0, 65_535, PORTS.metrics),
  LOG_LEVEL: { meaning: "Lowest level that is logged.", default: "info", ...readers.oneOf(LOG_LEVELS, "info") },
  WORKERS: number("Number of processes that share the port; more than 1 requires REDIS_URL.", 1, 64, 1),
  TRUSTED_PROXY_HOPS: number(
    "Number of proxies in front of the relay. It trusts as many entries of x-forwarded-for, from the right. 1 behind one load balancer.",
    0,
    10,
    0,
  ),
  MAX_IN_FLIGHT: number("Maximum number of requests that a process handles at once: see What clients share.", 1, 1_000_000, 1000),
  MAX_CONNECTIONS: number("Maximum number of connections of a process: see What clients share.", 1, 1_000_000, 10_000),
  MAX_BODY_BYTES: number(
    "Maximum size of a request body before encryption, in bytes; 0 means no limit.",
    0,
    2 ** 40,
    64 * MIB,
    "bytes",
  ),
  VERIFY_BODY_BYTES: number(
    "Up to this size in bytes, the relay verifies a whole request body before it forwards any of it.",
    0,
    64 * MIB,
    MIB,
    "bytes",
  ),
  UPSTREAM_TIMEOUT_MS: ms("Time that the API may take to begin its answer, and between two parts of it.", 1, HOUR_MS, 30_000),
  HEADERS_TIMEOUT_MS: ms("Time that a client may take to send the request line and the headers.", 1, HOUR_MS, 15_000),
  // If the relay closed first, the load balancer would send a request into the closing connection and answer 502.
  KEEP_ALIVE_MS: ms(
    "Time that an idle connection stays open. It must be longer than the idle timeout of a load balancer in front (60 s with AWS's).",
    1,
    HOUR_MS,
    75_000,
  ),
  STORE_TIMEOUT_MS: ms("Time that Redis may take to answer.", 10, 60_000, 1000),
  DRAIN_MS: ms("Time that requests may take to finish after SIGTERM.", 0, HOUR_MS, 10_000),
  PAIRING_RATE: number("Pairings that one client network may make in a second.", 1, 10_000, 10),
  PAIRING_BURST: number("Pairings that a client network may make at once.", 1, 10_000, 30),
  IDEMPOTENCY_MS: ms("Time that the relay remembers an Idempotency-Key; 0 means not at all.", 0, 7 * DAY_MS, 0),
  STORE_EVICTION: {
    meaning: "Whether the relay accepts a Redis that may evict pairs and idempotency keys.",
    default: "refuse",
    ...readers.oneOf(["refuse", "accept"], "refuse"),
  },
  MESSAGE_CRYPTO: {
    meaning:
      "What encrypts messages: the native part where it fits, otherwise Node (auto); always Node; or always the native part.",
    default: "auto",
    ...readers.oneOf(MESSAGE_CRYPTOS, "auto"),
  },
  UPSTREAM_CLIENT: {
    meaning: "HTTP client for the API: the relay's own (builtin), which is faster and stricter, or Node's.",
    default: "builtin",
    ...readers.oneOf(UPSTREAM_CLIENTS, "builtin"),
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    meaning: "OpenTelemetry collector for spans and metrics: see Traces. It may contain a password. Not set: none are exported.",
    ...telemetry.endpoint,
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    meaning: "Headers of each export, such as the key of a collector.",
    secret: true,
    ...telemetry.headers,
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    meaning: "How spans and metrics are exported: OTLP over HTTP with JSON is all that the relay has.",
    default: "http/json",
    ...readers.oneOf(["http/json"], "http/json"),
  },
  OTEL_SERVICE_NAME: { meaning: "Name of the relay in its traces and metrics.", default: "mte-relay", ...telemetry.serviceName },
  OTEL_RESOURCE_ATTRIBUTES: {
    meaning: "Further attributes of the relay in its traces and metrics.",
    ...telemetry.resourceAttributes,
  },
  OTEL_TRACES_EXPORTER: {
    meaning: "Whether the relay exports spans.",
    default: "otlp",
    ...readers.oneOf(telemetry.EXPORTERS, "otlp"),
  },
  OTEL_METRICS_EXPORTER: {
    meaning: "Whether the relay exports metrics. Prometheus may scrape them in any case.",
    default: "otlp",
    ...readers.oneOf(telemetry.EXPORTERS, "otlp"),
  },
  OTEL_TRACES_SAMPLER: {
    meaning: "Which traces are exported. With parentbased, the caller decides where a request continues a trace.",
    default: "parentbased_always_on",
    ...readers.oneOf(telemetry.SAMPLERS, "parentbased_always_on"),
  },
  OTEL_TRACES_SAMPLER_ARG: { meaning: "Part of the traces that a sampler with a ratio takes.", default: "1", ...telemetry.ratio },
  OTEL_BSP_SCHEDULE_DELAY: ms("Longest time that a finished span waits for its export.", 1, HOUR_MS, 5000),
  OTEL_METRIC_EXPORT_INTERVAL: ms("Time between two exports of the metrics.", 1, DAY_MS, 60_000),
  OTEL_SDK_DISABLED: {
    meaning: "Whether nothing is exported, whatever the other variables say.",
    default: "false",
    ...readers.oneOf(["true", "false"], "false"),
  },
} satisfies { readonly [Name in keyof RelayEnvironment]-?: Variable<unknown> };

/** What is wrong with the value of one variable, as a sentence that shows no secret; undefined when the value is valid. */
export function problemOf(name: keyof RelayEnvironment, text: string | undefined): string | undefined {
  const variable: Variable<unknown> = VARIABLES[name];
  if (text ? variable.read(text) !== undefined : !variable.required) return undefined;
  return sentence(name, variable.expected, variable.example, text);
}

/** All problems of an environment: of single variables, in the order of {@link VARIABLES}, then of those that contradict each other. */
export function problemsOf(environment: { readonly [name: string]: string | undefined }): string[] {
  const { UPSTREAM, DOMAIN_MAP, CLIENT_ID_SECRET, SERVER_ID, REDIS_URL, PORT, METRICS_PORT, WORKERS } = environment;
  const isReplaced = (name: keyof RelayEnvironment) =>
    (name === "CLIENT_ID_SECRET" && !CLIENT_ID_SECRET && SERVER_ID) || (name === "UPSTREAM" && !UPSTREAM && DOMAIN_MAP);
  const problems = (Object.keys(VARIABLES) as (keyof RelayEnvironment)[]).map((name) =>
    isReplaced(name) ? undefined : problemOf(name, environment[name]),
  );
  if (CLIENT_ID_SECRET && SERVER_ID && CLIENT_ID_SECRET !== SERVER_ID) {
    problems.push(`SERVER_ID must be the same as CLIENT_ID_SECRET, or not set, got ${shown("SERVER_ID", SERVER_ID)}`);
  }
  const metrics = METRICS_PORT || VARIABLES.METRICS_PORT.default;
  if (metrics !== "0" && metrics === (PORT || VARIABLES.PORT.default)) {
    problems.push(sentence("METRICS_PORT", "another port than PORT", "9090", metrics));
  }
  if (!REDIS_URL && Number(VARIABLES.WORKERS.read(WORKERS || "1")) > 1) {
    problems.push(sentence("WORKERS", "1 where REDIS_URL is not set, as processes share no memory,", "1", WORKERS));
  }
  const contradictions = contradictionsOf({
    domainMap: DOMAIN_MAP ? VARIABLES.DOMAIN_MAP.read(DOMAIN_MAP) : new Map(),
    hasUpstream: Boolean(UPSTREAM),
    publicOrigins: VARIABLES.PUBLIC_ORIGINS.read(environment.PUBLIC_ORIGINS || ""),
    corsOrigins: VARIABLES.CORS_ORIGINS.read(environment.CORS_ORIGINS || ""),
    routes: VARIABLES.PASS_THROUGH_ROUTES.read(environment.PASS_THROUGH_ROUTES || ""),
  });
  for (const { name, expected, example } of contradictions) problems.push(sentence(name, expected, example, environment[name]));
  return problems.filter((problem) => problem !== undefined);
}

function sentence(name: keyof RelayEnvironment, expected: string, example: string, text: string | undefined): string {
  return `${name} must be ${expected} such as "${example}", got ${text ? shown(name, text) : "nothing"}`;
}

/** The text quoted on one line, with everything masked that may be a password, also in variables that should not contain one. */
function shown(name: keyof RelayEnvironment, text: string): string {
  const variable: Variable<unknown> = VARIABLES[name];
  if (variable.secret) return `${text.length} characters`;
  const safe = text
    .replace(/^([\w+.-]*:\/\/)?.*@/s, "$1***@")
    .replace(/:\/\/:.*/s, "://:***")
    .replace(/\?.+/s, "?***");
  return JSON.stringify(safe.length > 200 ? `${safe.slice(0, 200)}…` : safe);
}
