import type { PairFormat } from "../store/pair-store.ts";
import type { ServerCodec } from "./codec.ts";
import type { MessageCrypto } from "./roc1/crypto/message-crypto.ts";
import { CODEC, PAIR_MESSAGES } from "./roc1/format.ts";
import { xWingBackend } from "./roc1/pairing/x-wing-kem.ts";
import { RECORD_BYTES, RECORD_LIFE_MS } from "./roc1/pairs/pair-record.ts";
import { createRoc1, type Roc1Options } from "./roc1/roc1.ts";
import { selfTest } from "./roc1/self-test.ts";

export type CodecOptions = Roc1Options;
export type { MessageCrypto };

/** The format of the codec's pairs in the store. */
export const PAIR_FORMAT: PairFormat = {
  name: CODEC,
  recordBytes: RECORD_BYTES,
  messages: PAIR_MESSAGES,
  lifeMs: RECORD_LIFE_MS,
};

/** Computes the known answers. Throws if this machine computes anything else. */
export function selfTestCodec(crypto: MessageCrypto): void {
  selfTest(xWingBackend(), crypto);
}

/** The codec of this relay. Throws if an option is invalid. */
export function createCodec(options: CodecOptions): ServerCodec {
  return createRoc1(options);
}
