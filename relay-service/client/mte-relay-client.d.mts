/** Types of `mte-relay-client.mjs`, and of the global `mteRelay` of `mte-relay-client.js`. */

/** How far a transfer is, in bytes of the plain body. `total` is undefined while nobody knows it. */
export interface MteProgress {
  readonly loaded: number;
  readonly total: number | undefined;
}

/** How messages are sealed and sent again. */
export interface MteMessageOptions {
  /**
   * Whether a request that is not GET, HEAD or OPTIONS is sent again when the relay proves that it does not know the pair of keys (after a
   * loss of its store): "authenticated" (the default) or "never". Without a proof it is never sent again, unless it has an `Idempotency-Key`.
   */
  retryUnsafe?: "authenticated" | "never";
  /** Hides the length of bodies by rounding it up, by 12 % at most: "padme", or "none" (the default). */
  padding?: "none" | "padme";
  /**
   * Where the url travels: "fixed" (the default) seals it behind one path, so that browsers ask for CORS once and logs show nothing; "path" seals it as
   * the path; "clear" leaves it readable, but nobody can alter it.
   */
  urlMode?: "fixed" | "path" | "clear";
}

/** Options of a client. Those of the vendor's client are taken and change nothing. */
export interface MteClientOptions extends MteMessageOptions {
  /** Origin of the relay. Default: the origin of the script, or of each requested url where the client was imported. */
  relayUrl?: string;
  /** The relay's public keys (Ed25519, base64url or hex). With them, no other relay is ever talked to. */
  relayKeys?: readonly string[];
  /** Used in place of the global `fetch`. */
  fetch?: typeof fetch;
  /** @deprecated has no effect */ licenseKey?: string;
  /** @deprecated has no effect */ licenseCompany?: string;
  /** @deprecated has no effect: one pair of keys serves all requests */ numberOfPairs?: number;
  /** @deprecated has no effect */ mtePoolSize?: number;
  /** @deprecated has no effect */ mkePoolSize?: number;
  /** @deprecated has no effect */ encodeType?: "MTE" | "MKE";
  /** @deprecated has no effect: see `urlMode` */ encodeUrls?: boolean;
  /** @deprecated has no effect: all headers are sealed */ encodeHeaders?: boolean | readonly string[];
  /** @deprecated has no effect: keys live in memory only */ storage?: unknown;
  /** @deprecated must be empty: a relay has an origin of its own */ pathPrefix?: "";
}

/** Options of one call. Those of the vendor's client are taken and change nothing. */
export interface MteCallOptions extends MteMessageOptions {
  onUploadProgress?: (progress: MteProgress) => void;
  onDownloadProgress?: (progress: MteProgress) => void;
  /** Send a stream while it is written, where the browser can (HTTP/2). A body of more than 1 MiB cannot be sent again then. */
  stream?: boolean;
  /** @deprecated has no effect */ encodeType?: "MTE" | "MKE";
  /** @deprecated has no effect: see `urlMode` */ encodeUrl?: boolean;
  /** @deprecated has no effect: all headers are sealed */ encodeHeaders?: boolean | readonly string[];
  /** @deprecated has no effect: answers always stream */ useStreaming?: boolean;
  /** @deprecated has no effect */ pathPrefix?: string;
}

/** Options of ours count only as properties of the object itself, everywhere: what it inherits may be anybody's. */
export type MteRequestInit = RequestInit & { mte?: MteCallOptions };

/**
 * `fetch` through the relay: the same arguments, the same `Response`. The url has to be one of the relay.
 * Rejects with a {@link RelayError} where `fetch` rejects with a `TypeError`, and with the signal's reason after an abort.
 */
export declare function mteFetch(
  input: string | URL | Request,
  init?: MteRequestInit | null,
  options?: MteCallOptions | null,
): Promise<Response>;

/** Sets the options of {@link mteFetch} and forgets all keys. Throws a `TypeError` that names all problems at once. */
export declare function initMteRelayClient(options?: MteClientOptions | null): Promise<void>;

/** Makes a further client, for another relay or with other pins. Throws a `TypeError` that names all problems at once. */
export declare function createMteRelayClient(options?: MteClientOptions | null): { readonly mteFetch: typeof mteFetch };

/**
 * A call failed. `code` is a word for programs, such as "network", "clear", "busy" or "identity". Its `name` is "TypeError" where the call can
 * be made again without harm, which is what libraries that try again look for.
 */
export declare class RelayError extends TypeError {
  readonly code: string;
  /** The status of the answer that caused it, where there was one. */
  readonly status: number | undefined;
}

/** Nobody knows whether the request was executed; it was not sent again. */
export declare class RelayOutcomeUnknown extends RelayError {}
