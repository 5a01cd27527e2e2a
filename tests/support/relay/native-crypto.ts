import { createRequire } from "node:module";
import { join } from "node:path";
import type { MessageCrypto } from "../../../relay-service/src/codec/roc1/crypto/message-crypto.ts";
import { loadNativeCrypto, type NativeFunctions } from "../../../relay-service/src/codec/roc1/crypto/native-crypto.ts";
import { nodeCrypto } from "../../../relay-service/src/codec/roc1/crypto/node-crypto.ts";
import { describeWith } from "../browsers/describe-with.ts";

/** What `npm test` compiles before its tests. */
export const NATIVE_FILE = join(import.meta.dirname, "../../../relay-service/dist/message-crypto.node");

const MISSING = "the relay's native part is not built: apt-get install gcc libc6-dev, then npm test";

/** The native part, as the relay's image has it; undefined where it was not built. */
export const nativeCrypto = loadNativeCrypto(NATIVE_FILE);

/** All implementations of the cryptography of messages. Each must pass the same tests. */
export const messageCryptos: readonly MessageCrypto[] = nativeCrypto ? [nodeCrypto, nativeCrypto] : [nodeCrypto];

/** `describe` for tests of the native part. */
export function describeNative(name: string, tests: (functions: NativeFunctions, crypto: MessageCrypto) => void): void {
  describeWith(nativeCrypto ? undefined : MISSING, name, () => {
    tests(createRequire(import.meta.url)(NATIVE_FILE) as NativeFunctions, nativeCrypto as MessageCrypto);
  });
}
