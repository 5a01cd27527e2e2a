import { originals } from "../originals.ts";
import { NULL_BODY_STATUSES } from "./opened-response.ts";

/** What a sealed request is sent with: the parts of `RequestInit` that the client sets. */
export type WireInit = RequestInit & { readonly method: string; readonly headers: Record<string, string>; duplex?: "half" };

/** The parts of `XMLHttpRequest` that are used here. */
interface Xhr {
  open(method: string, url: string): void;
  setRequestHeader(name: string, value: string): void;
  send(body: unknown): void;
  abort(): void;
  getAllResponseHeaders(): string;
  withCredentials: boolean;
  responseType: string;
  readonly response: Blob | null;
  readonly responseURL: string;
  readonly status: number;
  readonly upload: { onprogress: (event: { loaded: number; total: number }) => void };
  onload: () => void;
  onerror: () => void;
  onabort: () => void;
}

/**
 * Sends by `XMLHttpRequest`, because only that reports how much of an upload was sent. Undefined where it is missing, or cannot
 * send such a request. The answer arrives as a whole. `onProgress` receives the part that was sent, from 0 to 1.
 */
export function uploadTransport(
  { credentials, referrer, referrerPolicy }: WireInit,
  onProgress: (part: number) => void,
): ((url: string, init: WireInit) => Promise<Response>) | undefined {
  const { XMLHttpRequest } = originals() as unknown as { XMLHttpRequest?: new () => Xhr };
  // It always sends the cookies of its own origin, and the referrer and policy of the page.
  if (!XMLHttpRequest || credentials === "omit" || referrerPolicy || referrer !== "about:client") return undefined;
  return (url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest();
      const abort = () => xhr.abort();
      const end = (settle: () => void) => () => {
        signal?.removeEventListener("abort", abort);
        settle();
      };
      xhr.open(method, url);
      for (const name in headers) xhr.setRequestHeader(name, headers[name] as string);
      xhr.withCredentials = credentials === "include";
      xhr.responseType = "blob";
      xhr.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
      xhr.onload = end(() => resolve(responseOf(xhr, url)));
      xhr.onerror = end(() => reject(new TypeError("the connection failed")));
      xhr.onabort = end(() => reject(signal?.reason));
      signal?.addEventListener("abort", abort);
      xhr.send(body);
    });
}

function responseOf(xhr: Xhr, url: string): Response {
  // It follows redirects by itself. A relay never redirects in the clear, so an answer from another url is not the relay's.
  if (xhr.responseURL !== url) return Response.error();
  const headers = new Headers();
  for (const line of xhr.getAllResponseHeaders().split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const { status } = xhr;
  return new Response(NULL_BODY_STATUSES.has(status) ? null : xhr.response, { status, headers });
}
