import { chunksOf } from "../bytes.ts";
import type { mteFetch } from "../mte-relay-client.d.mts";
import type * as Published from "../mte-relay-signalr.d.mts";
import { pause } from "../pairing/waiting.ts";
import { eventStreamReader } from "./event-stream.ts";

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

/** Milliseconds until the next connection, as in browsers, until the server sets another time. */
const DEFAULT_RETRY_MS = 3000;
/** The longest wait after repeated failures, unless the server wants a longer one. */
const MAX_BACK_OFF_MS = 30_000;
/** The longest time that a server can set. A timer of more than 2^31 ms would end at once. */
const MAX_RETRY_MS = 86_400_000;

type Handler = ((event: Event) => void) | null;

/**
 * Milliseconds until the next connection: the server's time, doubled with each connection that has failed since the last one that opened.
 * A random part is added, so that many clients do not return at the same time.
 */
export function reconnectDelayMs(retryMs: number, failures: number): number {
  const base = Math.min(retryMs, MAX_RETRY_MS);
  return Math.max(base, Math.min(base * 2 ** failures, MAX_BACK_OFF_MS)) * (1 + Math.random() / 4);
}

/** Makes the class `EventSource` (HTML, 9.2) over `send`. */
export function createEventSource(send: typeof mteFetch): typeof Published.MteEventSource {
  class MteEventSource extends EventTarget {
    static readonly CONNECTING = CONNECTING;
    static readonly OPEN = OPEN;
    static readonly CLOSED = CLOSED;
    readonly CONNECTING = CONNECTING;
    readonly OPEN = OPEN;
    readonly CLOSED = CLOSED;
    readonly url: string;
    readonly withCredentials: boolean;
    onopen: Handler = null;
    onmessage: Handler = null;
    onerror: Handler = null;
    readonly #headers: Headers;
    readonly #controller = new AbortController();
    #readyState = CONNECTING;
    #lastEventId = "";
    #retryMs = DEFAULT_RETRY_MS;

    constructor(url: string | URL, { withCredentials = false, headers = {} }: Published.MteEventSourceInit = {}) {
      super();
      const base = globalThis.document?.baseURI ?? globalThis.location?.href;
      const parsed = URL.parse(`${url}`, base);
      // Without the url in the message, as it may contain a token.
      if (!parsed) throw new DOMException('the url must be one such as "https://relay.example.com/events"', "SyntaxError");
      this.url = parsed.href;
      this.withCredentials = withCredentials;
      // In Node, the library gives an empty Cookie.
      this.#headers = new Headers(Object.entries(headers).filter(([, value]) => value !== ""));
      this.#headers.set("accept", "text/event-stream");
      for (const type of ["open", "message", "error"] as const)
        this.addEventListener(type, (event) => this[`on${type}`]?.(event));
      this.#run();
    }

    get readyState(): number {
      return this.#readyState;
    }

    close(): void {
      this.#readyState = CLOSED;
      this.#controller.abort();
    }

    async #run(): Promise<void> {
      for (let failures = 0; this.#readyState !== CLOSED; failures++) {
        // Connections are opened after the constructor has returned, so that its caller can add listeners.
        const reason = await Promise.resolve()
          .then(() => this.#receive(() => (failures = 0)))
          .catch((error: unknown) => error);
        if (this.#readyState === CLOSED) return;
        // Errors that may be temporary have this name, as with `fetch`.
        const isTemporary = reason === undefined || (reason as Error | null)?.name === "TypeError";
        this.#readyState = isTemporary ? CONNECTING : CLOSED;
        if (!isTemporary) this.#controller.abort();
        this.dispatchEvent(Object.assign(new Event("error"), { error: reason }));
        if (isTemporary) await pause(reconnectDelayMs(this.#retryMs, failures), this.#controller.signal).catch(() => {});
      }
    }

    /** One connection. Resolves when the server ends it. Rejects with the reason why it failed. */
    async #receive(onOpen: () => void): Promise<void> {
      const { signal } = this.#controller;
      // UTF-8, as a header of bytes.
      const id = Array.from(new TextEncoder().encode(this.#lastEventId), (byte) => String.fromCharCode(byte)).join("");
      if (id) this.#headers.set("last-event-id", id);
      const credentials = this.withCredentials ? "include" : "same-origin";
      const answer = await send(this.url, { headers: this.#headers, credentials, cache: "no-store", signal });
      const { status, headers, body } = answer;
      const isEventStream = /^text\/event-stream *(;|$)/i.test(headers.get("content-type") ?? "");
      if (status !== 200 || !isEventStream || !body) {
        body?.cancel().catch(() => {});
        throw new Error(`the answer must be an event stream with status 200, got status ${status}`);
      }
      if (this.#readyState === CLOSED) return;
      onOpen();
      this.#readyState = OPEN;
      this.dispatchEvent(new Event("open"));
      const { origin } = new URL(answer.url);
      const read = eventStreamReader({
        onId: (value) => {
          this.#lastEventId = value;
        },
        onRetry: (ms) => {
          this.#retryMs = ms;
        },
        onEvent: (type, data) => {
          if (this.#readyState === CLOSED) return;
          this.dispatchEvent(new MessageEvent(type, { data, origin, lastEventId: this.#lastEventId }));
        },
      });
      for await (const chunk of chunksOf(body.getReader())) read(chunk);
    }
  }
  return MteEventSource as unknown as typeof Published.MteEventSource;
}
