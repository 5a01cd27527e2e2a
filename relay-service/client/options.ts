import type { WireUrl } from "./message/wire-header.ts";
import type { MteCallOptions, MteClientOptions, MteMessageOptions } from "./mte-relay-client.d.mts";
import { type Pin, parsePin } from "./pairing/relay-identity.ts";

/** How messages are sealed and sent again, checked and complete. It can be set for all calls, and for one. */
export interface MessageOptions extends Readonly<Required<Pick<MteMessageOptions, "retryUnsafe" | "padding">>> {
  /** `urlMode`, as the header of a request names it. */
  readonly url: WireUrl;
}

type ProgressHook = MteCallOptions["onUploadProgress"];

/** Options of one call, checked and complete. */
export interface CallOptions extends MessageOptions, Readonly<Required<Pick<MteCallOptions, "stream" | "retrySafe">>> {
  readonly onUploadProgress: ProgressHook;
  readonly onDownloadProgress: ProgressHook;
}

/** Options of a client, checked and complete. */
export interface ClientOptions extends MessageOptions {
  /** Origin of the relay; undefined = the origin of each requested url is a relay. */
  readonly relayUrl: string | undefined;
  /** `relayKeys`, decoded; undefined = any relay that TLS vouches for. */
  readonly pins: readonly Pin[] | undefined;
  readonly fetch: MteClientOptions["fetch"];
  readonly pairEarly: boolean;
}

/** What an option must be, with an example, and whether a value is so. */
type OptionRule = readonly [expected: string, isValid: (value: unknown) => boolean];
type OptionRules<Name extends string> = Readonly<Record<Name, OptionRule>>;

/**
 * Options by name, without a prototype: a missing option is not looked up in `Object.prototype`, which any script can write to.
 */
type GivenOptions = Record<string, unknown>;

const URL_MODES: Readonly<Record<NonNullable<MteMessageOptions["urlMode"]>, WireUrl>> = { fixed: 2, path: 1, clear: 0 };

function oneOf(...words: readonly string[]): OptionRule {
  const quoted = words.map((word) => `"${word}"`);
  return [`${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`, (value) => words.includes(value as string)];
}

/** What `relayKeys` must be, with an example. */
export const RELAY_KEYS =
  'a list of Ed25519 public keys, each 43 characters of base64url or 64 hex digits, such as ["ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s"]';

/** An empty list would mean "no pin". */
export function areRelayKeys(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((key) => parsePin(key));
}

/** A list in an attribute of a script element, separated by spaces or commas. */
export function listIn(attribute: string): string[] {
  return attribute.split(/[\s,]+/).filter((item) => item !== "");
}

/** What the origin of a relay must be, with an example. */
export const RELAY_ORIGIN = 'an http or https origin without a path such as "https://relay.example.com"';

const isBoolean = (value: unknown) => typeof value === "boolean";
const isFunction = (value: unknown) => typeof value === "function";

const MESSAGE_RULES: OptionRules<keyof MteMessageOptions> = {
  retryUnsafe: oneOf("authenticated", "never"),
  padding: oneOf("none", "padme"),
  urlMode: oneOf(...Object.keys(URL_MODES)),
};

const CALL_RULES = {
  onUploadProgress: ["a function", isFunction],
  onDownloadProgress: ["a function", isFunction],
  stream: ["true or false", isBoolean],
  retrySafe: oneOf("always", "authenticated"),
  ...MESSAGE_RULES,
} satisfies OptionRules<string>;

const CLIENT_RULES = {
  relayUrl: [RELAY_ORIGIN, (value) => originOf(value) !== undefined],
  relayKeys: [RELAY_KEYS, areRelayKeys],
  fetch: ["a function like fetch", isFunction],
  pairEarly: ["true or false", isBoolean],
  pathPrefix: ['"", as a relay has an origin of its own', (value) => value === ""],
  ...MESSAGE_RULES,
} satisfies OptionRules<string>;

/**
 * Options of the vendor's client, which are accepted and have no effect: everything is always sealed, and one pair serves all
 * requests.
 */
const VENDOR_CALL_OPTIONS = new Set<Exclude<keyof MteCallOptions, keyof typeof CALL_RULES>>([
  "encodeType",
  "encodeUrl",
  "encodeHeaders",
  "useStreaming",
  "pathPrefix",
]);
const VENDOR_CLIENT_OPTIONS = new Set(
  "licenseKey licenseCompany numberOfPairs mtePoolSize mkePoolSize encodeType encodeUrls encodeHeaders storage".split(" "),
);

/** Reads the options of `initMteRelayClient`. Throws a `TypeError` that names all problems at once. */
export function readClientOptions(given: unknown): ClientOptions {
  return clientOptions(checkOptions([given], CLIENT_RULES, VENDOR_CLIENT_OPTIONS));
}

/**
 * Reads the arguments of `sealOrigins`. Each origin is its own relay, so `relayUrl` is no option there. Throws a `TypeError` that names all
 * problems at once.
 */
export function readSealOptions(
  origins: unknown,
  given: unknown,
  defaults: ClientOptions,
): { origins: ReadonlySet<string>; options: ClientOptions } {
  const list: readonly unknown[] = Array.isArray(origins) ? origins : [];
  const problems = list
    .filter((origin) => originOf(origin) === undefined)
    .map((origin) => `each origin must be ${CLIENT_RULES.relayUrl[0]}, got ${shown(origin)}`);
  if (list.length === 0) {
    problems.push(`origins must be a list of origins such as ["https://relay.example.com"], got ${shown(origins)}`);
  }
  const { relayUrl: _, ...rules } = CLIENT_RULES;
  const options = checkOptions([given], rules, VENDOR_CLIENT_OPTIONS, problems);
  return { origins: new Set(list.map((origin) => originOf(origin) as string)), options: clientOptions(options, defaults) };
}

/** `options` has passed {@link CLIENT_RULES}. `defaults`: those of another client, whose pins count until there are others. */
function clientOptions(options: GivenOptions, defaults?: ClientOptions): ClientOptions {
  return {
    relayUrl: originOf(options.relayUrl),
    pins: (options.relayKeys as unknown[] | undefined)?.map((key) => parsePin(key) as Pin) ?? defaults?.pins,
    fetch: (options.fetch as MteClientOptions["fetch"]) ?? defaults?.fetch,
    pairEarly: options.pairEarly === true,
    ...messageOptions(options, defaults ?? { retryUnsafe: "authenticated", padding: "none", url: 2 }),
  };
}

/**
 * Reads the options of one call of `mteFetch`: those in `overrides` win over those in `given`, and `defaults` are the client's.
 * Throws a `TypeError` that names all problems at once.
 */
export function readCallOptions(given: unknown, defaults: MessageOptions, overrides?: unknown): CallOptions {
  const options = checkOptions([given, overrides], CALL_RULES, VENDOR_CALL_OPTIONS);
  const { onUploadProgress, onDownloadProgress, stream, retrySafe } = options as MteCallOptions;
  return {
    onUploadProgress: isolated(onUploadProgress),
    onDownloadProgress: isolated(onDownloadProgress),
    stream: stream ?? false,
    retrySafe: retrySafe ?? "always",
    ...messageOptions(options, defaults),
  };
}

/** `options` has passed {@link MESSAGE_RULES}. */
function messageOptions(options: GivenOptions, defaults: MessageOptions): MessageOptions {
  const { retryUnsafe, padding, urlMode } = options as MteMessageOptions;
  return {
    retryUnsafe: retryUnsafe ?? defaults.retryUnsafe,
    padding: padding ?? defaults.padding,
    url: urlMode === undefined ? defaults.url : URL_MODES[urlMode],
  };
}

/** Runs a hook by itself: when it throws, its error is reported like any other of the page, and the transfer does not fail. */
function isolated(hook: ProgressHook): ProgressHook {
  return hook && ((progress) => queueMicrotask(() => hook(progress)));
}

/**
 * Returns the known options of `sources` that are set; a later source wins. Only own properties count, because any script of a
 * page can write to `Object.prototype`. Throws a `TypeError` that names all problems at once. An unknown name is a problem,
 * because a misspelt `relayKeys` would mean "no pin". So is an option that a source inherits from its class. Names in `ignored`
 * may have any value and are left out.
 */
function checkOptions(
  sources: readonly unknown[],
  rules: OptionRules<string>,
  ignored: ReadonlySet<string>,
  problems: string[] = [],
): GivenOptions {
  const options: GivenOptions = Object.create(null);
  const names = Object.keys(rules);
  for (const source of sources) {
    if (source === undefined || source === null) continue;
    if (typeof source !== "object") {
      problems.push(`options must be an object, got ${shown(source)}`);
      continue;
    }
    for (const name of Object.getOwnPropertyNames(source)) {
      const value = (source as GivenOptions)[name];
      if (value === undefined || ignored.has(name)) continue;
      const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
      if (!rule) problems.push(`"${name}" is not an option; there are ${names.join(", ")}`);
      else if (rule[1](value)) options[name] = value;
      else problems.push(`${name} must be ${rule[0]}, got ${shown(value)}`);
    }
    for (const name of names) {
      const isInherited = name in source && !(Object.hasOwn(source, name) || name in Object.prototype);
      if (isInherited) problems.push(`${name} must be an own property of the options, got an inherited one`);
    }
  }
  if (problems.length > 0) throw new TypeError(problems.join("\n"));
  return options;
}

/** The origin that `value` names; undefined when it is not an http or https url, or has more than an origin. */
export function originOf(value: unknown): string | undefined {
  try {
    const { protocol, origin, pathname, search, hash, username, password } = new URL(value as string);
    return /^https?:$/.test(protocol) && pathname + search + hash + username + password === "/" ? origin : undefined;
  } catch {
    return undefined;
  }
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 200);
}
