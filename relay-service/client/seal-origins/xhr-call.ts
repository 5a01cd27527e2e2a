import type { MteCallOptions } from "../mte-relay-client.d.mts";
import type { SealedTarget } from "./sealed-target.ts";
import { XhrAnswer } from "./xhr-answer.ts";
import { xhrBody } from "./xhr-body.ts";

/** Milliseconds between two progress events (XHR standard, 3.5.6). */
const PROGRESS_INTERVAL_MS = 50;

/** What the object of the platform knows when a call is sent. */
interface SendOptions {
  readonly withCredentials: boolean;
  /** Milliseconds; 0 = none. */
  readonly timeout: number;
  /** Whether somebody listens to events of the upload. */
  readonly listens: boolean;
}

/** A sealed call of an `XMLHttpRequest`, from `open` on (XHR standard, section 3). Its events are fired at `xhr` and `upload`. */
export class XhrCall {
  /** `readyState`. */
  state = 1;
  readonly headers = new Headers();
  readonly target: SealedTarget;
  /** The head of the answer. */
  answer: Response | undefined;
  error: unknown;
  readonly #xhr: EventTarget;
  readonly #upload: EventTarget;
  readonly #method: string;
  readonly #mimeType: () => string | undefined;
  readonly #controller = new AbortController();
  #content: XhrAnswer | undefined;
  #isSent = false;
  #sentAt = 0;
  #timeout: ReturnType<typeof setTimeout> | undefined;
  #progress: ReturnType<typeof setTimeout> | undefined;
  #isUploading = false;

  /** `mimeType` = what `overrideMimeType` was given, before or after `open`. */
  constructor(xhr: EventTarget, upload: EventTarget, method: string, target: SealedTarget, mimeType: () => string | undefined) {
    this.#xhr = xhr;
    this.#upload = upload;
    this.#method = method;
    this.target = target;
    this.#mimeType = mimeType;
  }

  /** Throws unless the call can still be changed and sent. */
  checkOpened(): void {
    if (this.state !== 1 || this.#isSent) throw new DOMException("the object's state must be OPENED", "InvalidStateError");
  }

  /** Throws when the answer's body arrives already. */
  checkNotLoading(): void {
    if (this.state > 2) throw new DOMException("the object's state must not be LOADING or DONE", "InvalidStateError");
  }

  /** Another call takes its place: nothing more is fired. */
  end(): void {
    this.#isSent = false;
    this.#controller.abort();
    this.#stopTimers();
  }

  abort(): void {
    if (this.#isSent) this.#fail("abort");
    if (this.state === 4) {
      this.state = 0;
      this.#forget();
    }
  }

  /** `timeout` counts from `send`, even if it is set later. */
  limit(timeout: number): void {
    clearTimeout(this.#timeout);
    if (!timeout || !this.#isSent) return;
    this.#timeout = setTimeout(() => this.#fail("timeout"), Math.max(0, this.#sentAt + timeout - performance.now()));
  }

  send(given: unknown, { withCredentials, timeout, listens }: SendOptions): void {
    const isBodiless = /^(get|head)$/i.test(this.#method) || given === null || given === undefined;
    const body = isBodiless ? undefined : xhrBody(given, this.headers);
    this.#isSent = true;
    this.#sentAt = performance.now();
    this.#isUploading = body !== undefined && listens;
    this.limit(timeout);
    this.#fire(this.#xhr, "loadstart");
    if (this.#isUploading) this.#fire(this.#upload, "loadstart", 0, body?.size);
    if (!this.#isSent) return;
    const init: RequestInit & { readonly __proto__: null } = {
      __proto__: null,
      method: this.#method,
      headers: this.headers,
      body: body?.content ?? null,
      credentials: withCredentials ? "include" : "same-origin",
      signal: this.#controller.signal,
    };
    const onUploadProgress: MteCallOptions["onUploadProgress"] = ({ loaded }) => {
      if (!this.#isUploading) return;
      if (loaded < (body?.size ?? 0)) this.#fire(this.#upload, "progress", loaded, body?.size);
      else this.#endUpload(body?.size);
    };
    this.#run(init, { ...(this.#isUploading && { onUploadProgress }) }, body?.size).catch((cause: unknown) => {
      if (this.#isSent) this.#fail("error", cause);
    });
  }

  async #run(init: RequestInit, options: MteCallOptions, size: number | undefined): Promise<void> {
    const answer = await (this.target.seal as (...call: unknown[]) => Promise<Response>)(this.target.url.href, init, options);
    this.#endUpload(size);
    if (!this.#isSent) return;
    this.answer = answer;
    this.#setState(2);
    const total = Number(/^\d{1,15}$/.exec(answer.headers.get("content-length") ?? "")?.[0] ?? 0);
    const content = new XhrAnswer(answer, this.#mimeType);
    this.#content = content;
    const reader = this.#isSent ? answer.body?.getReader() : undefined;
    for (;;) {
      const { value } = (await reader?.read()) ?? {};
      if (!this.#isSent) return;
      if (!value) break;
      content.append(value);
      // WebKit's streams give an empty chunk for an empty body.
      if (this.#progress === undefined && content.size > 0) this.#report(content, total);
    }
    this.#stopTimers();
    if (content.size > 0) this.#fire(this.#xhr, "progress", content.size, total);
    if (!this.#isSent) return;
    this.#isSent = false;
    content.isComplete = true;
    this.#setState(4);
    for (const type of ["load", "loadend"]) this.#fire(this.#xhr, type, content.size, total);
  }

  /** Reports that a part of the answer has arrived, and again after a while if more has by then. */
  #report(content: XhrAnswer, total: number): void {
    const { size } = content;
    this.#progress = setTimeout(() => {
      this.#progress = undefined;
      if (content.size > size) this.#report(content, total);
    }, PROGRESS_INTERVAL_MS);
    this.#setState(3);
    if (this.#isSent) this.#fire(this.#xhr, "progress", size, total);
  }

  #endUpload(size: number | undefined): void {
    if (!this.#isUploading) return;
    this.#isUploading = false;
    for (const type of ["progress", "load", "loadend"]) this.#fire(this.#upload, type, size, size);
  }

  /** The call ends without an answer. */
  #fail(type: "error" | "abort" | "timeout", cause?: unknown): void {
    this.#stopTimers();
    this.#isSent = false;
    this.#forget();
    this.error = cause;
    this.#controller.abort();
    this.#setState(4);
    if (this.#isUploading) for (const name of [type, "loadend"]) this.#fire(this.#upload, name);
    this.#isUploading = false;
    for (const name of [type, "loadend"]) this.#fire(this.#xhr, name);
  }

  #forget(): void {
    this.answer = undefined;
    this.#content = undefined;
    this.error = undefined;
  }

  #stopTimers(): void {
    clearTimeout(this.#timeout);
    clearTimeout(this.#progress);
  }

  #setState(state: number): void {
    this.state = state;
    this.#xhr.dispatchEvent(new Event("readystatechange"));
  }

  /** A listener that throws is reported by `dispatchEvent`, and does not end the transfer. */
  #fire(target: EventTarget, type: string, loaded = 0, total = 0): void {
    target.dispatchEvent(new ProgressEvent(type, { lengthComputable: total > 0, loaded, total }));
  }

  /** Sorted by their names in upper case (XHR standard, 3.6.5), in which "_" comes after letters. */
  responseHeaders(): (readonly [name: string, value: string])[] {
    const upper = (name: string) => name.toUpperCase();
    return [...(this.answer?.headers ?? [])].sort(([a], [b]) => (upper(a) < upper(b) ? -1 : 1));
  }

  responseText(type: XMLHttpRequestResponseType): string {
    checkType(type, "text");
    return (this.state > 2 && this.#content?.text(type === "")) || "";
  }

  responseXml(type: XMLHttpRequestResponseType): Document | null {
    checkType(type, "document");
    return this.state === 4 && this.#content ? (this.#content.object("document", type === "") as Document | null) : null;
  }

  response(type: XMLHttpRequestResponseType): unknown {
    if (type === "" || type === "text") return this.responseText(type);
    return this.state === 4 && this.#content ? this.#content.object(type, false) : null;
  }
}

function checkType(type: XMLHttpRequestResponseType, expected: "text" | "document"): void {
  if (type === "" || type === expected) return;
  throw new DOMException(`responseType must be "" or "${expected}", got "${type}"`, "InvalidStateError");
}
