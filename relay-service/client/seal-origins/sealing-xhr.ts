import { isMarked, type SealedPage } from "../originals.ts";
import { type PageBase, sealedTarget } from "./sealed-target.ts";
import { XhrCall } from "./xhr-call.ts";

type XhrClass = typeof XMLHttpRequest;
type Method<Name extends keyof XMLHttpRequest> = Parameters<Extract<XMLHttpRequest[Name], (...given: never[]) => unknown>>;

const UPLOAD_HANDLERS = ["onloadstart", "onprogress", "onload", "onloadend", "onerror", "onabort", "ontimeout"] as const;

/**
 * `XMLHttpRequest` that seals the calls to sealed origins, decided at each `open`. It extends `Under`, so all others are those of the
 * platform, and so are the events' targets and handlers, the constants, and the checks of arguments. For a sealed call the object of
 * the platform is opened, and never sent.
 */
export function sealingXhr(Under: XhrClass, page: SealedPage, runtime: PageBase): XhrClass {
  class SealingXhr extends Under {
    /** Undefined while the object is the platform's. */
    #call: XhrCall | undefined;
    #hasUploadListener = false;
    /** Given to `overrideMimeType`; it stays for later calls. */
    #mimeType: string | undefined;

    override open(
      ...given: [method: string, url: string | URL, async?: boolean, user?: string | null, password?: string | null]
    ) {
      const [method, input, async, user, password] = given;
      // An object is read once: a second time it could name another url.
      if (given.length > 1) given[1] = `${input}`;
      const target = given.length > 1 ? sealedTarget(page, given[1] as string, runtime.base) : undefined;
      if (target && given.length > 2 && !async) {
        throw new DOMException("a sealed XMLHttpRequest is always asynchronous: open it with async = true", "InvalidAccessError");
      }
      if (target && (target.url.username || target.url.password || user || password)) {
        throw new DOMException("a sealed XMLHttpRequest sends no user and password: set a header", "InvalidAccessError");
      }
      const shown = this.readyState;
      const below = super.readyState;
      const previous = this.#call;
      this.#call = target && new XhrCall(this, super.upload, `${method}`, target, () => this.#mimeType);
      try {
        super.open(...(given as Method<"open">));
      } catch (error) {
        this.#call = previous;
        throw error;
      }
      previous?.end();
      // Below, the object may be open since a sealed call.
      if (below === 1 && shown !== 1) this.dispatchEvent(new Event("readystatechange"));
    }

    override setRequestHeader(...given: [name: string, value: string]) {
      this.#call?.checkOpened();
      super.setRequestHeader(...given);
      this.#call?.headers.append(...given);
    }

    override send(body?: Method<"send">[0]) {
      const call = this.#call;
      if (call) {
        call.checkOpened();
        if (!isMarked(page, call.target.url, () => call.headers)) {
          const listens = this.#hasUploadListener || UPLOAD_HANDLERS.some((name) => super.upload[name]);
          return call.send(body, { withCredentials: super.withCredentials, timeout: super.timeout, listens });
        }
        this.#call = undefined;
      }
      super.send(body);
    }

    override abort() {
      if (this.#call) this.#call.abort();
      else super.abort();
    }

    override overrideMimeType(type: string) {
      this.#call?.checkNotLoading();
      super.overrideMimeType(type);
      this.#mimeType = `${type}`;
    }

    override getResponseHeader(name: string) {
      if (!this.#call) return super.getResponseHeader(name);
      return this.#call.responseHeaders().find(([other]) => other === `${name}`.toLowerCase())?.[1] ?? null;
    }

    override getAllResponseHeaders() {
      if (!this.#call) return super.getAllResponseHeaders();
      return this.#call
        .responseHeaders()
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join("");
    }

    override get readyState() {
      return this.#call?.state ?? super.readyState;
    }
    override get status() {
      return this.#call ? (this.#call.answer?.status ?? 0) : super.status;
    }
    override get statusText() {
      return this.#call ? (this.#call.answer?.statusText ?? "") : super.statusText;
    }
    override get responseURL() {
      return this.#call ? (this.#call.answer?.url ?? "") : super.responseURL;
    }
    override get response() {
      return this.#call ? this.#call.response(super.responseType) : super.response;
    }
    override get responseText() {
      return this.#call ? this.#call.responseText(super.responseType) : super.responseText;
    }
    override get responseXML() {
      return this.#call ? this.#call.responseXml(super.responseType) : super.responseXML;
    }
    /** Why a sealed call has failed: a `RelayError`, mostly. */
    override get mteError() {
      return this.#call?.error;
    }

    override get responseType() {
      return super.responseType;
    }
    override set responseType(type) {
      this.#call?.checkNotLoading();
      super.responseType = type;
    }
    override get timeout() {
      return super.timeout;
    }
    override set timeout(milliseconds) {
      super.timeout = milliseconds;
      this.#call?.limit(super.timeout);
    }
    override get withCredentials() {
      return super.withCredentials;
    }
    override set withCredentials(value) {
      if (this.#call && this.#call.state !== 0) this.#call.checkOpened();
      super.withCredentials = value;
    }

    /** The platform does not tell who listens. Only if somebody does, an upload is sent so that it reports progress; its answer then arrives as a whole. */
    override get upload() {
      const upload = super.upload;
      if (!Object.hasOwn(upload, "addEventListener")) {
        const addEventListener = (...given: Parameters<EventTarget["addEventListener"]>) => {
          this.#hasUploadListener = true;
          EventTarget.prototype.addEventListener.apply(upload, given);
        };
        Object.defineProperty(upload, "addEventListener", { value: addEventListener, configurable: true, writable: true });
      }
      return upload;
    }
  }
  Object.defineProperty(SealingXhr, "name", { value: "XMLHttpRequest" });
  const { prototype } = SealingXhr;
  // As those of the platform, for scripts that list them.
  for (const name of Object.getOwnPropertyNames(prototype)) {
    if (name !== "constructor") Object.defineProperty(prototype, name, { enumerable: true });
  }
  return SealingXhr;
}
