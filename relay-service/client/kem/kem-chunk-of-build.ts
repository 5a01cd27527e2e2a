import type { KeyExchange } from "./key-exchange.ts";
import { loadKemChunk } from "./load-kem-chunk.ts";

const NAME = "mte-relay-kem.js";

/** The hash of `mte-relay-kem.js` as SRI writes it; the build puts it here. */
declare const KEM_INTEGRITY: string;

/**
 * Loads the chunk that was built with this program: from the folder of the program, else from the relay, as a program that was bundled
 * into another one has no folder any more. Whoever serves it, its bytes have to be the very same.
 */
export function kemChunk(programUrl: string | undefined, nonce: string | undefined) {
  return async (relayUrl: string): Promise<KeyExchange> => {
    const load = (url: string) => loadKemChunk(url, KEM_INTEGRITY, nonce);
    const fromRelay = `${relayUrl}/public/${NAME}`;
    const beside = URL.parse(NAME, programUrl)?.href ?? fromRelay;
    return load(beside).catch((error) => (beside === fromRelay ? Promise.reject(error) : load(fromRelay)));
  };
}
