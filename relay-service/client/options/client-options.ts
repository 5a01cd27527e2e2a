import { type Pin, parsePin } from "../pairing/relay-identity.ts";
import { checkOptions, type OptionRule } from "./check-options.ts";
import { MESSAGE_RULES, type MessageOptions, messageOptions } from "./message-options.ts";

/** Options of a client, checked and complete. */
export interface ClientOptions extends MessageOptions {
  /** Origin of the relay; undefined = the origin of each requested url is a relay. */
  readonly relayUrl: string | undefined;
  readonly pins: readonly Pin[] | undefined;
  readonly fetch: typeof fetch | undefined;
}

const RULES: Record<string, OptionRule> = {
  relayUrl: [
    'an http or https origin without a path such as "https://relay.example.com"',
    (value) => originOf(value) !== undefined,
  ],
  relayKeys: [
    'a list of Ed25519 public keys, each 43 characters of base64url or 64 hex digits, such as ["ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s"]',
    (value) => Array.isArray(value) && value.length > 0 && value.every((key) => parsePin(key)),
  ],
  fetch: ["a function like fetch", (value) => typeof value === "function"],
  pathPrefix: ['"", as a relay has an origin of its own', (value) => value === ""],
  ...MESSAGE_RULES,
};

/** Options of the vendor's client. They change nothing here: everything is always sealed, and one pair serves all requests. */
const VENDOR = new Set(
  "licenseKey licenseCompany numberOfPairs mtePoolSize mkePoolSize encodeType encodeUrls encodeHeaders storage".split(" "),
);

/** Reads the options of `initMteRelayClient`. Throws a `TypeError` that names all problems at once. */
export function readClientOptions(given: unknown): ClientOptions {
  const options = checkOptions([given], RULES, VENDOR);
  return {
    relayUrl: originOf(options.relayUrl),
    pins: (options.relayKeys as unknown[] | undefined)?.map((key) => parsePin(key) as Pin),
    fetch: options.fetch as typeof fetch | undefined,
    ...messageOptions(options, { retryUnsafe: "authenticated", padding: "none", url: 2 }),
  };
}

function originOf(value: unknown): string | undefined {
  try {
    const { protocol, origin, pathname, search, hash, username } = new URL(value as string);
    return /^https?:$/.test(protocol) && pathname + search + hash + username === "/" ? origin : undefined;
  } catch {
    return undefined;
  }
}
