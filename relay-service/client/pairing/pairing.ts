import { CLIENT_NONCE_BYTES, CODEC, SUITE } from "../../src/codec/roc1/format.ts";
import { toBase64url } from "../bytes/base64url.ts";
import { networkFailure } from "../errors/network-failure.ts";
import { RelayError } from "../errors/relay-error.ts";
import type { KeyExchange } from "../kem/key-exchange.ts";
import type { Pair } from "../message/pair.ts";
import { type Offer, openPairingAnswer } from "./pairing-answer.ts";
import type { Pin } from "./relay-identity.ts";
import { pause, retryAfterMs } from "./retry-after.ts";

const ATTEMPTS = 5;
/** Milliseconds; the relay's own limit for an answer is far below. */
const ANSWER_MS = 30_000;

/** A relay and how it is reached. */
export interface RelayAddress {
  /** `https://relay.example.com`, without a path. */
  readonly origin: string;
  readonly page: string;
  readonly fetch: typeof fetch;
  readonly pins: readonly Pin[] | undefined;
}

/**
 * Asks the relay for a pair: one round trip. A relay that is busy (429, 503) is asked again, as it says itself when; `signal` ends the
 * waiting. `clientId` = the signed id of an earlier pair.
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
      key: await exchange.generate(),
    };
    const answer = await ask(relay, offer, knownId, signal);
    if (answer.ok) {
      const fields: unknown = await answer.json().catch(() => undefined);
      return openPairingAnswer(offer, fields, answer.headers.get("x-mte-relay"), relay.pins);
    }
    await answer.body?.cancel();
    const again = attempt < ATTEMPTS;
    if (answer.status === 566 && knownId !== undefined) knownId = undefined;
    else if (again && (answer.status === 429 || answer.status === 503)) await pause(retryAfterMs(answer, attempt), signal);
    else throw refusal(answer);
  }
}

async function ask(relay: RelayAddress, offer: Offer, clientId: string | undefined, signal: AbortSignal): Promise<Response> {
  const { origin, page, label, nonce, key } = offer;
  const pk = toBase64url(key.publicKey);
  try {
    return await relay.fetch(`${origin}/api/mte-pair`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(clientId !== undefined && { "x-mte-relay": clientId }) },
      body: JSON.stringify([{ pairId: label, codec: CODEC, suites: [SUITE], pk, nonce: toBase64url(nonce), origin, page }]),
      redirect: "error",
      // A page's path and query may say more than its relay has to know. Without any referrer some browsers name no origin either.
      referrerPolicy: "strict-origin",
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
    });
  } catch (cause) {
    signal.throwIfAborted();
    throw networkFailure("the relay cannot be reached, or does not allow this page's origin", "network", { cause });
  }
}

const WHY = new Map([
  [400, "the relay refused the pairing; it may know itself by another origin"],
  [403, "the relay does not allow this page's origin, or is not known by this name"],
  [429, "the relay is busy"],
  [503, "the relay is busy"],
]);

function refusal(answer: Response): RelayError {
  const { status } = answer;
  const why = WHY.get(status) ?? `the pairing was answered with status ${status}; is this address a relay?`;
  // What a relay or a gateway before it can get over.
  if (status === 429 || (status >= 500 && status < 560)) return networkFailure(why, "pairing", { status });
  return new RelayError(why, "pairing", { status });
}
