import type { Logger } from "pino";
import type { MessageCrypto } from "./roc1/crypto/message-crypto.ts";
import { loadNativeCrypto, WrongVersion } from "./roc1/crypto/native-crypto.ts";
import { nodeCrypto } from "./roc1/crypto/node-crypto.ts";

/** `auto`: the native part if it is compatible, else Node. `node`: Node. `native`: the native part; without it the relay does not start. */
export type MessageCryptoChoice = "auto" | "node" | "native";

/**
 * The cryptography of messages: the native part in `file`, or Node's own, which computes the same more slowly. With "auto", a native part
 * that cannot be loaded causes a warning, because its operator expects it to be used. With "native" it causes an error.
 */
export function chooseMessageCrypto(choice: MessageCryptoChoice, file: string, log: Pick<Logger, "warn">): MessageCrypto {
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
