import { RelayError } from "../errors.ts";
import { isRequest, urlOf } from "../request-url.ts";

/** Holds back the page's calls to chosen origins until a worker seals them. */
export interface Gate {
  /** Whether a call to `url` is one of those. Relative urls count from the page. */
  concerns(url: string): boolean;
  /** Resolves once calls may be sent; rejects when they never may. */
  passed(): Promise<void>;
  readonly isOpen: boolean;
}

/** The page's functions that can send something to another origin, and are held back here. */
interface Page {
  fetch: typeof fetch;
  XMLHttpRequest: { readonly prototype: Xhr };
  EventSource?: new (url: string | URL, ...rest: unknown[]) => object;
  readonly navigator: { sendBeacon?(url: string | URL, data?: unknown): boolean };
}

interface Xhr extends EventTarget {
  open(method: string, url: string | URL, isAsync?: boolean, ...rest: unknown[]): void;
  send(body?: unknown): void;
  abort(): void;
}

const SYNC = "a synchronous request cannot be sealed: use an asynchronous one";
const TOO_EARLY = "the worker that seals this call is not active yet: wait for mteRelayWorker.ready";

/** Replaces the page's functions by such that go through the gate. They stay in place: a worker can be replaced or removed later. */
export function installGate(gate: Gate, page = globalThis as unknown as Page): void {
  const send = page.fetch;
  page.fetch = function fetch(this: unknown, ...given: Parameters<typeof send>) {
    const call = () => Reflect.apply(send, this ?? undefined, given) as Promise<Response>;
    const url = urlOf(given[0]);
    if (gate.isOpen || (given as unknown[]).length === 0 || url === undefined) return call();
    // Any other object is read once: a second time it could name another url.
    if (!isRequest(given[0])) given[0] = url;
    if (!gate.concerns(url)) return call();
    return gate.passed().then(call);
  } as typeof fetch;
  holdXhr(gate, page.XMLHttpRequest.prototype);
  holdBeacon(gate, page.navigator);
  if (page.EventSource) {
    page.EventSource = new Proxy(page.EventSource, {
      construct(target, given, newTarget) {
        const [url, ...rest] = given;
        const read = `${url}`;
        if (!gate.isOpen && gate.concerns(read)) throw new RelayError(TOO_EARLY, "worker");
        return Reflect.construct(target, given.length === 0 ? given : [read, ...rest], newTarget) as object;
      },
    });
  }
}

/** The object whose `send` waits, and what ends its wait. */
const waiting = new WeakMap<Xhr, { isOver: boolean }>();
const concerned = new WeakSet<Xhr>();

function holdXhr(gate: Gate, prototype: Xhr): void {
  const { open, send, abort } = prototype;
  const endWait = (xhr: Xhr) => {
    const wait = waiting.get(xhr);
    if (wait) wait.isOver = true;
    waiting.delete(xhr);
  };
  prototype.open = function openGated(this: Xhr, ...given: Parameters<Xhr["open"]>) {
    if (given.length < 2) return Reflect.apply(open, this, given);
    given[1] = `${given[1]}`;
    const isConcerned = gate.concerns(given[1]);
    if (isConcerned && given.length > 2 && !given[2]) throw new DOMException(SYNC, "InvalidAccessError");
    endWait(this);
    Reflect.apply(open, this, given);
    if (isConcerned) concerned.add(this);
    else concerned.delete(this);
  };
  prototype.send = function sendGated(this: Xhr, ...given: Parameters<Xhr["send"]>) {
    if (gate.isOpen || !concerned.has(this)) {
      Reflect.apply(send, this, given);
      return;
    }
    if (waiting.has(this)) throw new DOMException("the request is being sent", "InvalidStateError");
    const wait = { isOver: false };
    waiting.set(this, wait);
    gate.passed().then(
      () => {
        if (wait.isOver) return;
        waiting.delete(this);
        Reflect.apply(send, this, given);
      },
      () => {
        if (wait.isOver) return;
        waiting.delete(this);
        // As after a failed connection. `abort` sets the state back, and reports nothing as nothing was sent.
        Reflect.apply(abort, this, []);
        for (const type of ["error", "loadend"]) this.dispatchEvent(new ProgressEvent(type));
      },
    );
  };
  prototype.abort = function abortGated(this: Xhr) {
    endWait(this);
    Reflect.apply(abort, this, []);
  };
}

/** A beacon cannot wait: false tells the page that it was not sent. */
function holdBeacon(gate: Gate, navigator: Page["navigator"]): void {
  const { sendBeacon } = navigator;
  if (!sendBeacon) return;
  navigator.sendBeacon = function sendBeaconGated(...given: Parameters<NonNullable<typeof sendBeacon>>) {
    if (given.length > 0) given[0] = `${given[0]}`;
    if (!gate.isOpen && gate.concerns(`${given[0]}`)) return false;
    return Reflect.apply(sendBeacon, this, given) as boolean;
  };
}
