import { formBlob } from "../body/form-blob.ts";
import { utf8 } from "../bytes.ts";
import { withUtf8 } from "./mime-type.ts";

/** A body, and how many bytes it has. */
export interface XhrBody {
  readonly content: Blob | Uint8Array<ArrayBuffer>;
  readonly size: number;
}

/** Reads a body as `XMLHttpRequest` does, and sets the `content-type` in `headers` (XHR standard, 3.5.6, step 4). Anything unknown is a text. */
export function xhrBody(given: unknown, headers: Headers): XhrBody {
  const { content, type, isText } = contentOf(given);
  const named = headers.get("content-type");
  if (named === null) {
    if (type) headers.set("content-type", type);
  } else if (isText) headers.set("content-type", withUtf8(named));
  return { content, size: content instanceof Blob ? content.size : content.length };
}

interface Content {
  readonly content: XhrBody["content"];
  readonly type?: string;
  readonly isText?: boolean;
}

function contentOf(given: unknown): Content {
  if (given instanceof FormData) {
    // Pages in an insecure context have no such function; the call fails by itself there.
    const content = formBlob(given, crypto.randomUUID?.().replaceAll("-", "") ?? "");
    return { content, type: content.type };
  }
  if (given instanceof Blob) return { content: given, type: given.type };
  // Copied, as the page may change them while they are sealed.
  if (ArrayBuffer.isView(given))
    return { content: new Uint8Array(given.buffer, given.byteOffset, given.byteLength).slice() as Uint8Array<ArrayBuffer> };
  if (given instanceof ArrayBuffer) return { content: new Uint8Array(given).slice() };
  if (given instanceof URLSearchParams) {
    return { content: utf8(`${given}`), type: "application/x-www-form-urlencoded;charset=UTF-8" };
  }
  if (typeof Document !== "undefined" && given instanceof Document) {
    const isHtml = given.contentType === "text/html";
    return {
      content: utf8(markupOf(given, isHtml)),
      type: `${isHtml ? "text/html" : "application/xml"};charset=UTF-8`,
      isText: true,
    };
  }
  return { content: utf8(`${given}`), type: "text/plain;charset=UTF-8", isText: true };
}

function markupOf(document: Document, isHtml: boolean): string {
  const serializer = new XMLSerializer();
  if (!isHtml) return serializer.serializeToString(document);
  const { doctype, documentElement } = document;
  return (doctype ? serializer.serializeToString(doctype) : "") + (documentElement?.outerHTML ?? "");
}
