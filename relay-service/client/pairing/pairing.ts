import { CLIENT_NONCE_BYTES, CODEC, SUITE, WIRE_VERSIONS } from "../../src/codec/roc1/format.ts";
import { toBase64url } from "../bytes.ts";
import { networkFailure, RelayError } from "../errors.ts";
import type { KeyExchange } from "../kem/key-exchange.ts";
import type { Pair } from "../message/pair.ts";
import { createPairKeeper, type PairKeeper } from "./pair-keeper.ts";
import { type Offer, openPairingAnswer, wireRefusal } from "./pairing-answer.ts";
import type { Pin } from "./relay-identity.ts";
import { pause, retryAfterMs } from "./waiting.ts";

const MAX_ATTEMPTS = 5;
/** Milliseconds; the relay's own limit for an answer is much shorter. */
export const ANSWER_TIMEOUT_MS = 30_000;

/** A relay, and how to reach it. */
export interface RelayAddress {
  /** `https://relay.example.com`, without a path. */
  readonly origin: string;
  readonly page: string;
  readonly fetch: typeof fetch;
  readonly pins: readonly Pin[] | undefined;
}

/**
 * Makes a pair with the relay: one round trip. When the relay is busy (429, 503), the client waits as long as its answer says and
 * tries again; `signal` ends the wait. `clientId` = the signed id of the previous pair.
 */
export async function pairWith(
  relay: RelayAddress,
  exchange: KeyExchange,
  clientId: string | undefined,
  signal: AbortSignal,
): Promise<Pair> {
  let knownId = clientId;
  for (let attempt = 1; ; attempt++) {
    const offer: Offer = {
      origin: relay.origin,
      page: relay.page,
      label: toBase64url(crypto.getRandomValues(new Uint8Array(6))),
      nonce: crypto.getRandomValues(new Uint8Array(CLIENT_NONCE_BYTES)),
      wire: WIRE_VERSIONS,
      key: await exchange.generate(),
    };
    const answer = await sendOffer(relay, offer, knownId, signal);
    if (answer.ok) {
      const fields: unknown = await answer.json().catch(() => undefined);
      return openPairingAnswer(offer, fields, answer.headers.get("x-mte-relay"), relay.pins);
    }
    const relayVersions = answer.status === 400 ? versionsIn(await answer.json().catch(() => undefined)) : undefined;
    await answer.body?.cancel().catch(() => {});
    const hasAttemptsLeft = attempt < MAX_ATTEMPTS;
    if (answer.status === 566 && knownId !== undefined) knownId = undefined;
    else if (hasAttemptsLeft && (answer.status === 429 || answer.status === 503))
      await pause(retryAfterMs(answer, attempt), signal);
    else throw relayVersions ? wireRefusal(offer.wire, relayVersions, answer.status) : refusal(answer);
  }
}

async function sendOffer(
  relay: RelayAddress,
  offer: Offer,
  clientId: string | undefined,
  signal: AbortSignal,
): Promise<Response> {
  const { origin, page, label, nonce, wire, key } = offer;
  const pk = toBase64url(key.publicKey);
  try {
    const answer = await relay.fetch(`${origin}/api/mte-pair`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(clientId !== undefined && { "x-mte-relay": clientId }) },
      body: JSON.stringify([{ pairId: label, codec: CODEC, suites: [SUITE], pk, nonce: toBase64url(nonce), origin, page, wire }]),
      // With "error", Node's fetch fails after a 421 instead of returning it: it sends the request again, as fetch must, but its body is gone.
      redirect: "manual",
      // The relay must not learn the path and query of the page. With "no-referrer" some browsers would not send an `Origin`
      // either.
      referrerPolicy: "strict-origin",
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
    });
    // A relay never redirects, so the redirect comes from somebody else.
    if (answer.type === "opaqueredirect" || (answer.status >= 300 && answer.status < 400))
      throw new TypeError("unexpected redirect");
    return answer;
  } catch (cause) {
    signal.throwIfAborted();
    throw networkFailure("the relay cannot be reached, or does not allow this page's origin", "network", { cause });
  }
}

/** The versions of the wire that the relay can use, if a refusal names them. */
function versionsIn(refused: unknown): readonly number[] | undefined {
  const { wire } = Object(refused) as { readonly wire?: unknown };
  return Array.isArray(wire) && wire.length > 0 && wire.every(Number.isInteger) ? wire : undefined;
}

const REASONS = new Map([
  [400, "the relay refused the pairing; it may know itself by another origin"],
  [403, "the relay does not allow this page's origin, or is not known by this name"],
  [421, "the relay does not serve this host"],
  [429, "the relay is busy"],
  [503, "the relay is busy"],
]);

function refusal(answer: Response): RelayError {
  const { status } = answer;
  const why = REASONS.get(status) ?? `the pairing was answered with status ${status}; is this address a relay?`;
  // Temporary failures of a relay, or of a gateway in front of it.
  if (status === 429 || (status >= 500 && status < 560)) return networkFailure(why, "pairing", { status });
  return new RelayError(why, "pairing", { status });
}

/** The state that a client keeps for one relay. */
export interface RelaySession {
  readonly origin: string;
  readonly fetch: typeof fetch;
  readonly pairs: PairKeeper;
  /** Whether requests can be sent as streams: "untried" until one has arrived, "no" after one has failed. */
  streams: "yes" | "no" | "untried";
}

/** Nothing is sent before the first call. */
export function createRelaySession(
  address: RelayAddress,
  loadKeyExchange: (relayUrl: string) => Promise<KeyExchange>,
  streams: RelaySession["streams"],
): RelaySession {
  const { origin } = address;
  return {
    origin,
    fetch: address.fetch,
    streams,
    pairs: createPairKeeper(async (clientId, signal) => pairWith(address, await loadKeyExchange(origin), clientId, signal)),
  };
}
