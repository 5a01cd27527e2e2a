import type { Logger } from "pino";
import type { MessageCrypto } from "./roc1/crypto/message-crypto.ts";
import { loadNativeCrypto, WrongVersion } from "./roc1/crypto/native-crypto.ts";
import { nodeCrypto } from "./roc1/crypto/node-crypto.ts";

/** `auto`: the native part where it fits, else Node; `node`: Node; `native`: the native part, or no relay. */
export type MessageCryptoChoice = "auto" | "node" | "native";

/**
 * Who computes what messages need: the native part in `file`, or Node itself, which is as right and slower. With "auto" a native part
 * that cannot be used is warned of, as somebody counts on it. Throws with "native" when it cannot be used.
 */
export function messageCrypto(choice: MessageCryptoChoice, file: string, log: Pick<Logger, "warn">): MessageCrypto {
  if (choice === "node") return nodeCrypto;
  let why: string;
  try {
    const native = loadNativeCrypto(file);
    if (native !== undefined) return native;
    if (choice === "auto") return nodeCrypto;
    why = "it was not built";
  } catch (error) {
    why = error instanceof WrongVersion ? error.message : `${(error as NodeJS.ErrnoException).code}`;
  }
  if (choice === "native")
    throw new Error(`MESSAGE_CRYPTO must be "auto" or "node" where the native part cannot be used: ${why}`);
  log.warn({ why }, "the native part cannot be used; Node's own cryptography is used");
  return nodeCrypto;
}
