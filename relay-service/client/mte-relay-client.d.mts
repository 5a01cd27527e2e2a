/** Types of `mte-relay-client.mjs`, and of the global `mteRelay` of `mte-relay-client.js`. */

/** The progress of a transfer, in bytes of the plain body. */
export interface MteProgress {
  readonly loaded: number;
  /** Undefined while nobody knows it. */
  readonly total: number | undefined;
}

/** How requests are sealed, and when they are sent again. */
export interface MteMessageOptions {
  /**
   * Whether a request that is not GET, HEAD or OPTIONS is sent again when the relay proves that it does not know the pair of keys, because
   * its store has lost it. Without a proof it is never sent again, unless it has an `Idempotency-Key`.
   * @default "authenticated"
   */
  retryUnsafe?: "authenticated" | "never";
  /**
   * "padme" hides the length of bodies: it is rounded up, by 12 % at most.
   * @default "none"
   */
  padding?: "none" | "padme";
  /**
   * Where the url is sent. "fixed": sealed in a header, and all requests have the same path, so that a browser sends one CORS preflight and
   * access logs show nothing. "path": sealed, as the path. "clear": readable for everybody, but nobody can change it.
   * @default "fixed"
   */
  urlMode?: "fixed" | "path" | "clear";
}

/** Options of a client. Those of the vendor's client are accepted and have no effect. */
export interface MteClientOptions extends MteMessageOptions {
  /**
   * The origin of the relay, such as "https://relay.example.com".
   * @default the origin of the script; that of each requested url where the client was imported as a module
   */
  relayUrl?: string;
  /**
   * The relay's public keys (Ed25519, in base64url or hex). With them, the client never talks to another relay.
   * @default none: any relay with a valid TLS certificate is trusted
   */
  relayKeys?: readonly string[];
  /**
   * The function that sends the sealed requests.
   * @default the global `fetch`
   */
  fetch?: typeof fetch;
  /**
   * Makes the pair of keys at once, not with the first call: see {@link pairEarly}. It needs `relayUrl`, or a script of the relay.
   * @default false
   */
  pairEarly?: boolean;
  /** @deprecated has no effect */ licenseKey?: string;
  /** @deprecated has no effect */ licenseCompany?: string;
  /** @deprecated has no effect: one pair of keys serves all requests */ numberOfPairs?: number;
  /** @deprecated has no effect */ mtePoolSize?: number;
  /** @deprecated has no effect */ mkePoolSize?: number;
  /** @deprecated has no effect */ encodeType?: "MTE" | "MKE";
  /** @deprecated has no effect: see `urlMode` */ encodeUrls?: boolean;
  /** @deprecated has no effect: all headers are sealed */ encodeHeaders?: boolean | readonly string[];
  /** @deprecated has no effect: keys are kept in memory only */ storage?: unknown;
  /** @deprecated must be empty: a relay has an origin of its own */ pathPrefix?: "";
}

/** Options of one call. Those of the vendor's client are accepted and have no effect. */
export interface MteCallOptions extends MteMessageOptions {
  /**
   * Called while the request's body is sent.
   * @default none
   */
  onUploadProgress?: (progress: MteProgress) => void;
  /**
   * Called while the answer's body is read.
   * @default none
   */
  onDownloadProgress?: (progress: MteProgress) => void;
  /**
   * Sends a stream while it is written, where the browser can (HTTP/2). A body of more than 1 MiB cannot be sent again then.
   * @default false
   */
  stream?: boolean;
  /**
   * Whether a GET, HEAD or OPTIONS is sent again when its answer is lost. "authenticated": only with the relay's proof that it was not
   * executed, as for other methods. It is for a GET that takes something away, such as a message from a queue.
   * @default "always"
   */
  retrySafe?: "always" | "authenticated";
  /** @deprecated has no effect */ encodeType?: "MTE" | "MKE";
  /** @deprecated has no effect: see `urlMode` */ encodeUrl?: boolean;
  /** @deprecated has no effect: all headers are sealed */ encodeHeaders?: boolean | readonly string[];
  /** @deprecated has no effect: answers always stream */ useStreaming?: boolean;
  /** @deprecated has no effect */ pathPrefix?: string;
}

/**
 * `init` of `fetch`, and the options of the call in `mte`. Everywhere, options count only as own properties of their object, because any
 * script can write to `Object.prototype`.
 */
export type MteRequestInit = RequestInit & {
  /** @default {} */
  mte?: MteCallOptions;
};

/**
 * `fetch` through the relay: the same arguments, the same `Response`. The url must be one of the relay.
 * Rejects with a {@link RelayError} where `fetch` rejects with a `TypeError`, and with the signal's reason after an abort.
 * @example
 * const answer = await mteFetch("https://relay.example.com/api/orders", {
 *   method: "POST",
 *   body: JSON.stringify({ item: 7 }),
 *   mte: { padding: "padme" },
 * });
 * console.log(answer.status, await answer.json());
 */
export declare function mteFetch(
  input: string | URL | Request,
  init?: MteRequestInit | null,
  options?: MteCallOptions | null,
): Promise<Response>;

/**
 * Sets the options of {@link mteFetch}, and forgets all keys. Throws a `TypeError` that names all problems at once.
 * @example
 * await initMteRelayClient({
 *   relayUrl: "https://relay.example.com",
 *   relayKeys: ["ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s"],
 * });
 */
export declare function initMteRelayClient(options?: MteClientOptions | null): Promise<void>;

/**
 * Makes the pair of keys now, so that the first call does not wait for it. Call it as soon as the page knows that it will use the relay. The attribute
 * `data-pair-early` of the script element does the same. The relay drops a pair that is not used within two minutes; then the first call
 * makes another. Resolves when the pair is made, or could not be made: then the first call tries again, and reports what is wrong. Rejects with a
 * `TypeError` when `origin` is wrong.
 * @param origin the relay's origin; by default `relayUrl`, or that of the script
 * @example
 * pairEarly("https://relay.example.com");
 */
export declare function pairEarly(origin?: string): Promise<void>;

/** A client with options and keys of its own. */
export interface MteRelayClient {
  readonly mteFetch: typeof mteFetch;
  readonly pairEarly: typeof pairEarly;
  readonly sealOrigins: typeof sealOrigins;
}

/**
 * Makes a further client, for another relay or with other pins. Throws a `TypeError` that names all problems at once.
 * @example
 * const { mteFetch: fetchReports } = createMteRelayClient({ relayUrl: "https://reports.example.com" });
 * const answer = await fetchReports("https://reports.example.com/today");
 */
export declare function createMteRelayClient(options?: MteClientOptions | null): MteRelayClient;

/**
 * Replaces the global `fetch` and `XMLHttpRequest`, so that calls to `origins` go through the relays there. Calls to all other origins stay as
 * they are. Returns the function that undoes it. Call it before other scripts keep a reference to `fetch` or `XMLHttpRequest`.
 *
 * Each origin is its own relay. Without `options` the calls have those of the client. With `options` they have a client of their own, with the
 * pins and the other options of this one until `options` names others. If an origin is sealed more than once, the oldest call with
 * `relayKeys` counts, otherwise the oldest, until it is undone.
 *
 * A sealed `XMLHttpRequest` cannot be synchronous: `open` throws an "InvalidAccessError". When it fails, its property `mteError` is the
 * {@link RelayError}. Throws a `TypeError` that names all problems at once.
 * @example
 * const undo = sealOrigins(["https://api.example.com"], {
 *   relayKeys: ["ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s"],
 * });
 * await fetch("https://api.example.com/orders"); // sealed
 * undo();
 */
export declare function sealOrigins(origins: readonly string[], options?: Omit<MteClientOptions, "relayUrl"> | null): () => void;

declare global {
  interface XMLHttpRequest {
    /**
     * Why a call to a sealed origin has failed, from its event `error` on. Undefined otherwise.
     * @example
     * request.onerror = () => console.log((request.mteError as RelayError).code);
     */
    readonly mteError?: unknown;
  }
}

/** Why a call failed. docs/relay-client.md has a table of them: what happened, and whether to retry. */
export type RelayErrorCode =
  // Nothing was sent.
  | "context"
  | "url"
  | "method"
  | "header"
  | "mode"
  | "size"
  | "keepalive"
  | "source"
  | "worker"
  // No pair of keys could be made.
  | "kem"
  | "pairing"
  | "wire"
  | "identity"
  // There is no authentic answer.
  | "network"
  | "clear"
  | "unopened"
  // The answer is authentic, but cannot be used.
  | "redirect"
  | "body"
  // The relay has refused the request.
  | "stale"
  | "nopair"
  | "open"
  | "tag"
  | "replay"
  | "clientid"
  | "origin"
  | "form"
  | "redis"
  | "busy"
  | "rate"
  | "slow"
  | "internal"
  | "headers"
  | "host"
  | "misdirected"
  | "target"
  | "expect"
  | "upgrade"
  | "version"
  | "request";

/**
 * A call failed. `name` says whether to retry: "TypeError" (yes: nothing was executed, or the method is safe) or "RelayError" (no, unless
 * the table of codes says so). Libraries that retry look for the former.
 * @example
 * try {
 *   await mteFetch("https://relay.example.com/api/orders");
 * } catch (error) {
 *   if (error instanceof mteRelay.RelayError && error.code === "busy") showBusy();
 *   else throw error;
 * }
 */
export declare class RelayError extends TypeError {
  /**
   * A word for programs. A newer relay may refuse a request with a code that this list does not have. It is passed on if it has 1 to 20
   * lower-case letters, otherwise it becomes "clear".
   */
  readonly code: RelayErrorCode | (string & {});
  /** The status of the answer that caused it, if there was one. */
  readonly status: number | undefined;
}

/**
 * Nobody knows whether the request was executed. It was not sent again.
 * @example
 * try {
 *   await mteFetch("https://relay.example.com/api/orders", { method: "POST", body });
 * } catch (error) {
 *   if (error instanceof mteRelay.RelayOutcomeUnknown) await checkWhetherOrderExists();
 *   else throw error;
 * }
 */
export declare class RelayOutcomeUnknown extends RelayError {}
