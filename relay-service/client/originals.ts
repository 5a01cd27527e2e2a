/** `fetch`, as it seals a call or sends it. */
type Fetch = typeof fetch;

/** The globals that `sealOrigins` replaces, as they were before. */
export interface Originals {
  readonly fetch: Fetch;
  /** Undefined in Node and in service workers. */
  readonly XMLHttpRequest: typeof XMLHttpRequest | undefined;
}

/** A replaced global. */
interface Replacement {
  readonly name: keyof Originals;
  readonly under: unknown;
  readonly replacement: unknown;
}

/** One call of `sealOrigins`. */
export interface Sealing {
  readonly seal: Fetch;
  isPinned(): boolean;
}

/** What all copies of the client on a page share while an origin is sealed. */
export interface SealedPage {
  readonly originals: Originals;
  /** What seals the calls to an origin: one entry for each call of `sealOrigins` that is not undone, the oldest first. */
  readonly sealed: Map<string, readonly Sealing[]>;
  readonly replaced: Replacement[];
  /** Urls and `x-mte-relay` headers of the client's own requests that go through a `fetch` of the page's. */
  readonly sending: Set<string>;
}

/** With the version of {@link SealedPage}, because a page may load clients of several releases. */
const SEALED_PAGE = Symbol.for("mte-relay-sealed-page-1");

type Globals = { [SEALED_PAGE]?: SealedPage | undefined };

/** Undefined while no origin is sealed. An own property only, because any script can write to `Object.prototype`. */
export function sealedPage(): SealedPage | undefined {
  return Object.hasOwn(globalThis, SEALED_PAGE) ? (globalThis as Globals)[SEALED_PAGE] : undefined;
}

export function setSealedPage(page: SealedPage | undefined): void {
  Object.defineProperty(globalThis, SEALED_PAGE, { value: page, configurable: true });
}

/** The globals with which the client itself sends: never those that would seal its requests a second time. */
export function originals(): Originals {
  return sealedPage()?.originals ?? globalThis;
}

/**
 * Marks the requests that the client sends by `send`, a function of the page's. It may call the global `fetch`, which must not seal them a
 * second time.
 */
export function marked(send: Fetch): Fetch {
  return async (input, init) => {
    const mark = `${input}`.endsWith("/api/mte-pair") ? `${input}` : markOf(new Headers(init?.headers));
    const sending = sealedPage()?.sending;
    if (!sending || mark === undefined) return send(input, init);
    sending.add(mark);
    try {
      return await send(input, init);
    } finally {
      sending.delete(mark);
    }
  };
}

/** Whether the client itself sends this request, already sealed. `headers` are only read while it sends by a function of the page's. */
export function isMarked({ sending }: SealedPage, url: URL, headers: () => HeadersInit): boolean {
  if (sending.size === 0) return false;
  const mark = markOf(new Headers(headers()));
  return sending.has(url.href) || (mark !== undefined && sending.has(mark));
}

/** What is in no other request than this one of the client's. Never empty: that would be the mark of every request of the page. */
function markOf(headers: Headers): string | undefined {
  return headers.get("x-mte-relay") || headers.get("x-mte-relay-eh") || undefined;
}
