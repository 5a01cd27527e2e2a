import type { Header } from "../../../http/header.ts";
import {
  type BodyOpener,
  type OpenedRequest,
  type ProvenCode,
  Refusal,
  type SealedAnswer,
  type VerifiedOrigins,
} from "../../codec.ts";
import type { MessageCrypto } from "../crypto/message-crypto.ts";
import { headerFields, SALT_BYTES } from "../format.ts";
import type { HmacKey } from "../keys/hmac.ts";
import { type RequestKeys, responseKeys } from "../keys/message-keys.ts";
import { randomPooled } from "../keys/random-pool.ts";
import { bodyOpener } from "./body-opener.ts";
import { bodySealer } from "./body-sealer.ts";
import { errorMac } from "./error-mac.ts";
import { outerStatus } from "./outer-status.ts";
import type { RequestHeader } from "./request-header.ts";
import { sealHead } from "./sealed-head.ts";

/** The refusals that can carry a proof that nothing was dispatched, with their status. */
const PROVEN: Record<ProvenCode, number> = { stale: 559, nopair: 560, open: 562 };

/** The refusal of an authentic request, with the proof that it was not dispatched; without a key, without proof. */
export function refusal(code: ProvenCode, headerKey: HmacKey | undefined, requestTag: Uint8Array): Refusal {
  return new Refusal(PROVEN[code], code, headerKey && { mac: errorMac(headerKey, requestTag, code) });
}

/** The parts of an accepted request. */
export interface Accepted {
  readonly crypto: MessageCrypto;
  readonly header: RequestHeader;
  /** The client id as the relay signs it now. */
  readonly signedClientId: string;
  readonly notDispatched: (code: ProvenCode) => Refusal;
  readonly keys: RequestKeys;
  readonly target: string;
  readonly headers: readonly Header[];
  readonly verifiedOrigins: VerifiedOrigins;
  readonly claim: (() => boolean | Promise<boolean>) | null;
  readonly isFresh: () => boolean;
}

/** An accepted request of roc1. It seals its answer. */
export class Roc1Request implements OpenedRequest {
  readonly target: string;
  readonly headers: readonly Header[];
  readonly claim: (() => boolean | Promise<boolean>) | null;
  readonly body: BodyOpener | null;
  readonly isFresh: () => boolean;
  readonly verifiedOrigins: VerifiedOrigins;
  readonly hidesPath: boolean;
  readonly #accepted: Accepted;

  constructor(accepted: Accepted) {
    this.target = accepted.target;
    this.headers = accepted.headers;
    this.claim = accepted.claim;
    this.isFresh = accepted.isFresh;
    this.verifiedOrigins = accepted.verifiedOrigins;
    this.hidesPath = accepted.header.urlMode !== "0";
    this.body = accepted.header.hasBody ? bodyOpener(accepted.keys.body()) : null;
    this.#accepted = accepted;
  }

  sealAnswer(status: number, headers: readonly Header[], hasBody: boolean): SealedAnswer {
    const { crypto, header, signedClientId, keys } = this.#accepted;
    const outer = outerStatus(status);
    const withBody = hasBody && outer !== 204;
    // A new salt for each answer, so that two answers to one request would have different keys.
    const salt = randomPooled(SALT_BYTES);
    const fields = headerFields(signedClientId, header.pairId, 0, withBody, header.sequence, salt.toString("base64url"));
    const answerKeys = responseKeys(crypto, keys.response(), salt, header.tag, outer, fields);
    const head = sealHead(answerKeys.head(), JSON.stringify({ s: status, h: headers }));
    return {
      status: outer,
      headers: [
        ["x-mte-relay", fields],
        ["x-mte-relay-eh", head],
      ],
      body: withBody ? bodySealer(answerKeys.body()) : null,
    };
  }

  notDispatched(code: ProvenCode): Refusal {
    return this.#accepted.notDispatched(code);
  }
}
