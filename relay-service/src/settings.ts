import type { MessageCryptoChoice } from "./codec/choose-message-crypto.ts";
import { problemsOf, VARIABLES, type Variable } from "./contract.ts";
import type { UpstreamClient } from "./proxy/upstream.ts";
import type { TelemetrySettings } from "./telemetry/telemetry-settings.ts";

/** The values of the environment variables, which `contract.ts` describes. It contains secrets: never log it. */
export interface Settings {
  /** For all hosts that are not in `domainMap`. Undefined only if that has hosts. */
  readonly upstream: URL | undefined;
  /** The upstreams of single hosts. The hosts are in comparable form. */
  readonly domainMap: ReadonlyMap<string, URL>;
  /** The first secret signs and encrypts; all of them verify and decrypt. */
  readonly clientIdSecrets: readonly string[];
  /** 32 bytes. If undefined, the identity is derived from the first secret. */
  readonly identitySeed: Buffer | undefined;
  /** With its scheme, and possibly a password. If undefined, pairs are kept in memory. */
  readonly redisUrl: string | undefined;
  /** In comparable form; "null" is what browsers send for sandboxed pages. `host=origin` holds for one host: see {@link scopedOrigin}. */
  readonly corsOrigins: readonly string[];
  /** In comparable form. If empty, pairing is allowed for any origin. */
  readonly publicOrigins: readonly string[];
  /** `/exact` or `/prefix/*`. `host/path` holds for one host: see {@link scopedRoute}. */
  readonly passThroughRoutes: readonly string[];
  /** Lower case. */
  readonly passHeaders: readonly string[];
  /** 0 means any free port. */
  readonly port: number;
  /** Undefined means all addresses. */
  readonly host: string | undefined;
  /** 0 means no metrics. */
  readonly metricsPort: number;
  readonly logLevel: string;
  readonly workers: number;
  readonly trustedProxyHops: number;
  readonly maxInFlight: number;
  readonly maxConnections: number;
  /** 0 means no limit. */
  readonly maxBodyBytes: number;
  readonly verifyBodyBytes: number;
  readonly upstreamTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly storeTimeoutMs: number;
  readonly drainMs: number;
  /** Pairings of one client network per second. */
  readonly pairingRate: number;
  readonly pairingBurst: number;
  /** 0 means that no key is remembered. */
  readonly idempotencyMs: number;
  /** Whether the relay uses a Redis that may evict pairs and idempotency keys. */
  readonly acceptsEviction: boolean;
  readonly messageCrypto: MessageCryptoChoice;
  readonly upstreamClient: UpstreamClient;
  /** If undefined, no spans and metrics are exported. */
  readonly telemetry: TelemetrySettings | undefined;
  /** Sentences about settings that are valid, but probably a mistake or weaker than they could be. */
  readonly warnings: readonly string[];
}

/** All problems of an environment. The message has one line for each problem and shows no secret. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.problems = problems;
  }
}

type Value<Name extends keyof typeof VARIABLES> = NonNullable<ReturnType<(typeof VARIABLES)[Name]["read"]>>;

/**
 * Reads the settings of a relay from its environment, usually `process.env`.
 *
 * @throws {SettingsError} with all problems at once.
 */
export function readSettings(environment: { readonly [name: string]: string | undefined }): Settings {
  const problems = problemsOf(environment);
  if (problems.length > 0) throw new SettingsError(problems);

  /** The value of a variable; undefined when it is not set and has no default. */
  function read<Name extends keyof typeof VARIABLES>(name: Name) {
    const variable: Variable<unknown> = VARIABLES[name];
    const text = environment[name] || variable.default;
    return (text === undefined ? undefined : variable.read(text)) as Value<Name> | undefined;
  }
  /** The value of a variable that is required or has a default, so the check above made sure of it. */
  function value<Name extends keyof typeof VARIABLES>(name: Name) {
    return read(name) as Value<Name>;
  }

  function readTelemetry(): TelemetrySettings | undefined {
    const endpoint = read("OTEL_EXPORTER_OTLP_ENDPOINT");
    const exportsTraces = value("OTEL_TRACES_EXPORTER") === "otlp";
    const exportsMetrics = value("OTEL_METRICS_EXPORTER") === "otlp";
    const isOff = value("OTEL_SDK_DISABLED") === "true" || !(exportsTraces || exportsMetrics);
    if (endpoint === undefined || isOff) return undefined;
    const attributes = read("OTEL_RESOURCE_ATTRIBUTES");
    // OTEL_SERVICE_NAME has precedence over the attribute, but its default has not.
    const name = environment.OTEL_SERVICE_NAME || attributes?.["service.name"] || value("OTEL_SERVICE_NAME");
    return Object.freeze({
      endpoint,
      headers: Object.freeze(read("OTEL_EXPORTER_OTLP_HEADERS") ?? {}),
      resource: Object.freeze({ ...attributes, "service.name": name }),
      exportsTraces,
      exportsMetrics,
      sampler: value("OTEL_TRACES_SAMPLER"),
      samplerRatio: value("OTEL_TRACES_SAMPLER_ARG"),
      spanDelayMs: value("OTEL_BSP_SCHEDULE_DELAY"),
      metricsIntervalMs: value("OTEL_METRIC_EXPORT_INTERVAL"),
    });
  }

  const seed = read("RELAY_IDENTITY_SEED");
  return Object.freeze({
    upstream: read("UPSTREAM"),
    domainMap: read("DOMAIN_MAP") ?? new Map(),
    clientIdSecrets: Object.freeze(value(environment.CLIENT_ID_SECRET ? "CLIENT_ID_SECRET" : "SERVER_ID")),
    identitySeed: seed && Buffer.from(seed),
    redisUrl: read("REDIS_URL"),
    corsOrigins: Object.freeze(read("CORS_ORIGINS") ?? []),
    publicOrigins: Object.freeze(read("PUBLIC_ORIGINS") ?? []),
    passThroughRoutes: Object.freeze(read("PASS_THROUGH_ROUTES") ?? []),
    passHeaders: Object.freeze(read("PASS_HEADERS") ?? []),
    port: value("PORT"),
    host: read("HOST"),
    metricsPort: value("METRICS_PORT"),
    logLevel: value("LOG_LEVEL"),
    workers: value("WORKERS"),
    trustedProxyHops: value("TRUSTED_PROXY_HOPS"),
    maxInFlight: value("MAX_IN_FLIGHT"),
    maxConnections: value("MAX_CONNECTIONS"),
    maxBodyBytes: value("MAX_BODY_BYTES"),
    verifyBodyBytes: value("VERIFY_BODY_BYTES"),
    upstreamTimeoutMs: value("UPSTREAM_TIMEOUT_MS"),
    headersTimeoutMs: value("HEADERS_TIMEOUT_MS"),
    keepAliveMs: value("KEEP_ALIVE_MS"),
    storeTimeoutMs: value("STORE_TIMEOUT_MS"),
    drainMs: value("DRAIN_MS"),
    pairingRate: value("PAIRING_RATE"),
    pairingBurst: value("PAIRING_BURST"),
    idempotencyMs: value("IDEMPOTENCY_MS"),
    acceptsEviction: value("STORE_EVICTION") === "accept",
    messageCrypto: value("MESSAGE_CRYPTO"),
    upstreamClient: value("UPSTREAM_CLIENT"),
    telemetry: readTelemetry(),
    warnings: Object.freeze(warningsOf(environment)),
  });
}

function warningsOf(environment: { readonly [name: string]: string | undefined }): string[] {
  const warnings: string[] = [];
  if (environment.SERVER_ID) warnings.push("SERVER_ID is the old name of CLIENT_ID_SECRET: use the new name");
  if (!environment.REDIS_URL)
    warnings.push("REDIS_URL is not set: pairs are kept in the memory of this process and are not shared with other relays");
  else if (sendsPasswordInTheClear(VARIABLES.REDIS_URL.read(environment.REDIS_URL))) {
    warnings.push("REDIS_URL sends its password in the clear: use rediss://");
  }
  if (!environment.RELAY_IDENTITY_SEED) {
    warnings.push(
      "RELAY_IDENTITY_SEED is not set: the identity that clients may pin is derived from CLIENT_ID_SECRET and changes with it",
    );
  }
  if (!environment.PUBLIC_ORIGINS) {
    warnings.push(
      "PUBLIC_ORIGINS is not set: the relay treats a page as its own when the page's origin matches the Host of the request",
    );
    if (environment.DOMAIN_MAP && environment.UPSTREAM)
      warnings.push(
        "PUBLIC_ORIGINS is not set: with DOMAIN_MAP and UPSTREAM, no proxy in front of the relay may change the Host of a request",
      );
  }
  const { OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS } = environment;
  const collector = OTEL_EXPORTER_OTLP_ENDPOINT && VARIABLES.OTEL_EXPORTER_OTLP_ENDPOINT.read(OTEL_EXPORTER_OTLP_ENDPOINT);
  if (collector && collector.protocol === "http:" && !LOOPBACK.test(collector.hostname)) {
    if (collector.password || OTEL_EXPORTER_OTLP_HEADERS) {
      warnings.push("OTEL_EXPORTER_OTLP_ENDPOINT receives its password or OTEL_EXPORTER_OTLP_HEADERS in the clear: use https://");
    }
  }
  return warnings;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

function sendsPasswordInTheClear(redisUrl: string | undefined): boolean {
  const { protocol, password, hostname } = new URL(redisUrl ?? "redis://localhost");
  return protocol === "redis:" && password !== "" && !LOOPBACK.test(hostname);
}
