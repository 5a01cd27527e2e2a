/** Types of `mte-relay-signalr.mjs`, and of what `mte-relay-signalr.js` adds to the global `mteRelay`. */
import type { mteFetch } from "./mte-relay-client.d.mts";

/** The parts of an HTTP request of `@microsoft/signalr` that are used here. */
export interface SignalRRequest {
  method?: string;
  url?: string;
  content?: string | ArrayBuffer;
  headers?: { [name: string]: string };
  responseType?: XMLHttpRequestResponseType;
  /** Milliseconds until the answer begins. */
  timeout?: number;
  /** The library's own signal, which is not the platform's. */
  abortSignal?: { readonly aborted: boolean; onabort: (() => void) | null };
  withCredentials?: boolean;
}

/** An HTTP response of `@microsoft/signalr`. */
export interface SignalRResponse {
  readonly statusCode: number;
  readonly statusText: string;
  readonly content: string | ArrayBuffer;
}

/** An `HttpClient` of `@microsoft/signalr`. */
export interface SignalRHttpClient {
  get(url: string, options?: SignalRRequest): Promise<SignalRResponse>;
  post(url: string, options?: SignalRRequest): Promise<SignalRResponse>;
  delete(url: string, options?: SignalRRequest): Promise<SignalRResponse>;
  send(request: SignalRRequest): Promise<SignalRResponse>;
  /** Always empty: the browser sends its cookies itself. */
  getCookieString(url: string): string;
}

/** The error classes of `@microsoft/signalr`. */
export interface SignalRErrors {
  HttpError: new (message: string, statusCode: number) => Error;
  TimeoutError: new (message?: string) => Error;
  AbortError: new (message?: string) => Error;
}

export interface SignalROptions {
  /**
   * The client that seals the requests, such as that of `createMteRelayClient`.
   * @default the default client's
   */
  mteFetch?: typeof mteFetch;
  /**
   * The library, so that errors are of its classes: `import * as signalR from "@microsoft/signalr"`.
   * @default errors with the same members, but not of the library's classes
   */
  signalR?: SignalRErrors;
}

export interface SignalRHttpClientOptions extends SignalROptions {
  /**
   * Whether the library may use server-sent events. Only with an `EventSource` of {@link mteEventSource} in the options of `withUrl`: with
   * the browser's own, URL and access token would be sent in the clear.
   * @default false
   */
  serverSentEvents?: boolean;
}

/**
 * Options for `withUrl` with which a connection of `@microsoft/signalr` goes through the relay: by server-sent events where the hub has
 * them, otherwise by long polling. With WebSockets, `start()` rejects. Throws a `TypeError` that names all problems at once.
 * @example
 * const connection = new signalR.HubConnectionBuilder()
 *   .withUrl("https://relay.example.com/hub", { ...signalROptions({ signalR }), accessTokenFactory })
 *   .withAutomaticReconnect()
 *   .build();
 */
export declare function signalROptions(options?: SignalROptions): {
  readonly httpClient: SignalRHttpClient;
  readonly EventSource: typeof MteEventSource;
  readonly WebSocket: typeof WebSocket;
};

/**
 * The `httpClient` alone, by default for long polling. Throws a `TypeError` that names all problems at once.
 *
 * A time-out of a poll is an empty answer, after which the library polls again. Another status than 2xx is an error with `statusCode`. A
 * poll whose answer is lost is not sent again, because the hub has counted its messages as delivered: the connection ends, and
 * `withAutomaticReconnect` makes the next one. Negotiation fails when the hub sends its clients to another origin.
 */
export declare function signalRHttpClient(options?: SignalRHttpClientOptions): SignalRHttpClient;

export interface MteEventSourceInit extends EventSourceInit {
  /** Headers of the request, sealed. The standard `EventSource` has none. */
  headers?: { readonly [name: string]: string };
}

/** The standard `EventSource` over {@link mteFetch}. An error event has the reason in `error`. */
export declare const MteEventSource: {
  new (url: string | URL, init?: MteEventSourceInit): EventSource;
  readonly prototype: EventSource;
  readonly CONNECTING: 0;
  readonly OPEN: 1;
  readonly CLOSED: 2;
};

/** {@link MteEventSource} for a further client. */
export declare function mteEventSource(fetch: typeof mteFetch): typeof MteEventSource;
