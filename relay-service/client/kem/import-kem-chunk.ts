import { networkFailure, RelayError } from "../errors.ts";
import type { KeyExchange } from "./key-exchange.ts";
import { loadedKeyExchange } from "./load-kem-chunk.ts";

/**
 * Loads the key exchange in JavaScript for a program that was bundled or runs in Node. Every bundler knows `import()`: it makes a file of its
 * own of the key exchange, or puts it into the bundle. The bytes are the application's own, so there is no hash to check.
 */
export async function importKemChunk(): Promise<KeyExchange> {
  try {
    if (!loadedKeyExchange()) await import("./kem-chunk.ts");
  } catch (cause) {
    // `import()` always fails there.
    if ("ServiceWorkerGlobalScope" in globalThis)
      throw new RelayError('a service worker has to import "mte-relay-client/kem" at its start', "kem");
    throw networkFailure("the key exchange could not be loaded; does the page's content security policy allow it?", "kem", {
      cause,
    });
  }
  const loaded = loadedKeyExchange();
  if (!loaded) throw new RelayError("the key exchange could not be loaded", "kem");
  return loaded;
}
