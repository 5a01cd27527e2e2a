import { type KeyExchange, nativeKeyExchange } from "./kem/key-exchange.ts";

/** What differs between a page, a worker and Node. */
export interface Surroundings {
  /** The page's origin as its browser names it in `Origin`; "node" where there is no page. */
  readonly page: string;
  /** What relative urls are relative to now; a page can change it. */
  readonly base: string | undefined;
  /** The relay, where no option names one. */
  readonly relayUrl: string | undefined;
  /** `relayUrl` is the relay that is going to be paired with. */
  loadKeyExchange(relayUrl: string): Promise<KeyExchange>;
}

/** The surroundings of this program. `loadFallback` gets the key exchange that is used where there is no native one. */
export function surroundings(
  relayUrl: string | undefined,
  loadFallback: (relayUrl: string) => Promise<KeyExchange>,
): Surroundings {
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
      // What could not be loaded now may be there later.
      keyExchange.catch(() => {
        keyExchange = undefined;
      });
      return keyExchange;
    },
  };
}
