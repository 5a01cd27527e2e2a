import { type KeyExchange, nativeKeyExchange } from "./kem/key-exchange.ts";

/** What differs between a page, a worker and Node. */
export interface Runtime {
  /** The page's origin as its browser sends it in `Origin`; "node" where there is no page. */
  readonly page: string;
  /** What relative urls are resolved against. It is read for each call, because a page can change it. */
  readonly base: string | undefined;
  /** The relay to use when no option names one. */
  readonly relayUrl: string | undefined;
  /** `relayUrl` is the relay to pair with. */
  loadKeyExchange(relayUrl: string): Promise<KeyExchange>;
}

/** Describes the runtime of this program. `loadFallback` loads the key exchange for runtimes that have none of their own. */
export function currentRuntime(relayUrl: string | undefined, loadFallback: (relayUrl: string) => Promise<KeyExchange>): Runtime {
  const { location, origin, document } = globalThis as unknown as {
    location?: { href: string; origin: string };
    origin?: string;
    document?: { readonly baseURI: string };
  };
  let keyExchange: Promise<KeyExchange> | undefined;
  return {
    page: location ? (origin ?? location.origin) : "node",
    get base() {
      return document?.baseURI ?? location?.href;
    },
    relayUrl,
    loadKeyExchange(pairedWith) {
      keyExchange ??= nativeKeyExchange().then((native) => native ?? loadFallback(pairedWith));
      // A failed load is forgotten, so that the next call tries again.
      keyExchange.catch(() => {
        keyExchange = undefined;
      });
      return keyExchange;
    },
  };
}
