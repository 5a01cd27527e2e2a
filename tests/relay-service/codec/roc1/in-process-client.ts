import type { SealedAnswer, ServerCodec, WireRequest } from "../../../../relay-service/src/codec/codec.ts";
import { type Conclusion, openAnswer } from "../../../support/independent-client/opened-answer.ts";
import { acceptAnswer, makeOffer, type Offer, type Pair, type PairAnswer } from "../../../support/independent-client/pairing.ts";
import { type PlainRequest, type SealedRequest, sealRequest } from "../../../support/independent-client/sealed-request.ts";

// The independent client, connected to a codec instead of a socket.

/** A sealed request, and the form in which a codec accepts it. */
export interface Sealed extends SealedRequest {
  readonly wire: WireRequest;
  /** The frames of the body, one after the other. */
  readonly bytes: Buffer;
}

/** One element of a pairing request with fresh keys. `changes`: members that differ. */
export function offered(changes: Readonly<Record<string, unknown>> = {}): Promise<Offer> {
  return makeOffer({ origin: "https://relay.example.com", changes });
}

/** The public key that a codec publishes, in base64url. */
export function identityOf(codec: ServerCodec): string {
  const [identity] = codec.describe().identity as { pub: string }[];
  return identity?.pub ?? "";
}

/** Pairs with a codec, whose identity the client pins. */
export async function pairWith(codec: ServerCodec, signedClientId?: string): Promise<Pair> {
  const clientId = codec.identify(signedClientId);
  const offer = await offered();
  const [answer] = (await codec.pair([offer.element], { clientId, origin: undefined })) as PairAnswer[];
  if (!answer) throw new Error("the codec answers a pairing with nothing");
  return acceptAnswer(offer, answer, clientId.signed, { pins: [identityOf(codec)] });
}

/** Seals a request. By default it is the pair's first, sent immediately. */
export function seal(pair: Pair, request: Partial<PlainRequest> = {}): Sealed {
  const usual: PlainRequest = { method: "GET", target: "api/things?x=1", urlMode: 2, sequence: 0, ageMs: 0 };
  const sealed = sealRequest(pair, { ...usual, ...request });
  const { method, target, relay, sealedHead, body } = sealed;
  return {
    ...sealed,
    wire: { method, target, relayHeader: relay, sealedHead, hasBody: body !== null },
    bytes: Buffer.concat(body ?? []),
  };
}

/** What the client concludes from a codec's answer. `body`: the frames that follow it. */
export function conclude(sealed: SealedRequest, answer: Omit<SealedAnswer, "body">, body: readonly Buffer[] = []): Conclusion {
  const header = (name: string) => answer.headers.find(([each]) => each === name)?.[1];
  return openAnswer(sealed, { status: answer.status, header, body: piecesOf(body) });
}

async function* piecesOf(body: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* body;
}
