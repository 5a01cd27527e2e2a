import type { MessageCryptoChoice } from "./codec/message-crypto.ts";
import { problemsOf, VARIABLES, type Variable } from "./contract.ts";
import type { UpstreamClient } from "./proxy/upstream.ts";

/** The values of the environment; `contract.ts` says what each of them means. It holds secrets: never log it. */
export interface Settings {
  readonly upstream: URL;
  /** The first one signs and wraps, each one verifies and unwraps. */
  readonly clientIdSecrets: readonly string[];
  /** 32 bytes; undefined: derived from the first secret. */
  readonly identitySeed: Buffer | undefined;
  /** With its scheme, and perhaps a password. Undefined: in memory. */
  readonly redisUrl: string | undefined;
  /** Lower case, without default ports and slashes; `null` is the text that browsers send. */
  readonly corsOrigins: readonly string[];
  /** Empty: any. */
  readonly publicOrigins: readonly string[];
  /** `/exact` or `/prefix/*`. */
  readonly passThroughRoutes: readonly string[];
  /** Lower case. */
  readonly passHeaders: readonly string[];
  /** 0: any free port. */
  readonly port: number;
  /** Undefined: all addresses. */
  readonly host: string | undefined;
  /** 0: none. */
  readonly metricsPort: number;
  readonly logLevel: string;
  readonly workers: number;
  readonly trustedProxyHops: number;
  readonly maxInFlight: number;
  readonly maxConnections: number;
  /** 0: no limit. */
  readonly maxBodyBytes: number;
  readonly verifyBodyBytes: number;
  readonly upstreamTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly storeTimeoutMs: number;
  readonly drainMs: number;
  /** Pairings of one address: a second, and at once. */
  readonly pairingRate: number;
  readonly pairingBurst: number;
  /** 0: not at all. */
  readonly idempotencyMs: number;
  /** Whether a store that may drop pairs and idempotency keys is used all the same. */
  readonly acceptsEviction: boolean;
  readonly messageCrypto: MessageCryptoChoice;
  readonly upstreamClient: UpstreamClient;
  /** Sentences about what is allowed but hardly meant, or weaker than it could be. */
  readonly warnings: readonly string[];
}

/** All that is wrong with an environment; the message has one line for each problem and the value of no secret. */
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

  /** Undefined where a variable without a default is not set. */
  function read<Name extends keyof typeof VARIABLES>(name: Name) {
    const variable: Variable<unknown> = VARIABLES[name];
    const text = environment[name] || variable.default;
    return (text === undefined ? undefined : variable.read(text)) as Value<Name> | undefined;
  }
  /** The value of a variable that is required or has a default: after the check above there is one. */
  function value<Name extends keyof typeof VARIABLES>(name: Name) {
    return read(name) as Value<Name>;
  }

  const seed = read("RELAY_IDENTITY_SEED");
  return Object.freeze({
    upstream: value("UPSTREAM"),
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
    warnings: Object.freeze(warningsOf(environment)),
  });
}

function warningsOf(environment: { readonly [name: string]: string | undefined }): string[] {
  const warnings: string[] = [];
  if (environment.SERVER_ID) warnings.push("SERVER_ID is the older name of CLIENT_ID_SECRET: use the new one");
  if (!environment.REDIS_URL)
    warnings.push("REDIS_URL is not set: pairs are kept in the memory of this process and shared with no other");
  else if (sendsPasswordInTheClear(VARIABLES.REDIS_URL.read(environment.REDIS_URL))) {
    warnings.push("REDIS_URL sends its password in the clear: use rediss://");
  }
  if (!environment.RELAY_IDENTITY_SEED) {
    warnings.push(
      "RELAY_IDENTITY_SEED is not set: the identity that clients may pin comes from CLIENT_ID_SECRET and changes with it",
    );
  }
  if (!environment.PUBLIC_ORIGINS) {
    warnings.push(
      "PUBLIC_ORIGINS is not set: a page counts as the relay's own when its origin is the host that the request names",
    );
  }
  return warnings;
}

function sendsPasswordInTheClear(redisUrl: string | undefined): boolean {
  const { protocol, password, hostname } = new URL(redisUrl ?? "redis://localhost");
  return protocol === "redis:" && password !== "" && !/^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
