import type { Logger } from "pino";
import type { MessageCrypto } from "./codec/roc1/message-crypto.ts";
import { loadNativeCrypto } from "./codec/roc1/native-crypto.ts";
import { nodeCrypto } from "./codec/roc1/node-crypto.ts";

/**
 * Who computes what messages need: the native part in `file`, where it was built for this very Node, else Node itself, which is as right and
 * slower. One that is there and cannot be loaded is warned of: somebody counts on it.
 */
export function messageCrypto(file: string, log: Logger): MessageCrypto {
  try {
    return loadNativeCrypto(file) ?? nodeCrypto;
  } catch (error) {
    log.warn(
      { code: (error as NodeJS.ErrnoException).code },
      "the native part cannot be loaded; Node's own cryptography is used",
    );
    return nodeCrypto;
  }
}
