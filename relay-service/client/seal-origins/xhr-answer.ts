import { concat } from "../bytes.ts";
import { charsetOf, essenceOf } from "./mime-type.ts";

/** Bytes in which HTML and XML may name their charset. */
const PRESCAN_BYTES = 1024;

/** The body of an answer as `XMLHttpRequest` shows it (XHR standard, 3.6.6). */
export class XhrAnswer {
  /** Bytes that have arrived. */
  size = 0;
  isComplete = false;
  readonly #headers: Headers;
  readonly #mimeType: () => string | undefined;
  readonly #chunks: Uint8Array<ArrayBuffer>[] = [];
  #decoder: TextDecoder | undefined;
  /** How many chunks are decoded. */
  #decoded = 0;
  #text = "";
  #object: { readonly value: unknown } | undefined;

  /** `mimeType` = what `overrideMimeType` was given. */
  constructor({ headers }: Response, mimeType: () => string | undefined) {
    this.#headers = headers;
    this.#mimeType = mimeType;
  }

  append(chunk: Uint8Array): void {
    this.#chunks.push(chunk as Uint8Array<ArrayBuffer>);
    this.size += chunk.length;
  }

  /** What has arrived of the text. With `sniffsXml`, XML may name its charset itself. */
  text(sniffsXml: boolean): string {
    for (; this.#decoded < this.#chunks.length; this.#decoded++) {
      const chunk = this.#chunks[this.#decoded] as Uint8Array;
      this.#decoder ??= decoderFor(
        chunk,
        this.#charset ?? (sniffsXml && this.#isXml ? namedCharset(chunk, XML_CHARSET) : undefined),
      );
      this.#text += this.#decoder.decode(chunk, { stream: true });
    }
    if (this.isComplete) {
      this.#text += this.#decoder?.decode() ?? "";
      this.#decoder = undefined;
    }
    return this.#text;
  }

  /** The answer as `type`; always the same object. Null when it is no such thing. `isXmlOnly`: HTML is not parsed. */
  object(type: XMLHttpRequestResponseType, isXmlOnly: boolean): unknown {
    this.#object ??= { value: this.#make(type, isXmlOnly) };
    return this.#object.value;
  }

  #make(type: XMLHttpRequestResponseType, isXmlOnly: boolean): unknown {
    if (type === "blob") return new Blob(this.#chunks, { type: essenceOf(this.#type) ?? "" });
    const bytes = concat(...this.#chunks);
    if (type === "arraybuffer") return bytes.buffer;
    try {
      return type === "json" ? JSON.parse(new TextDecoder().decode(bytes)) : this.#document(bytes, isXmlOnly);
    } catch {
      return null;
    }
  }

  #document(bytes: Uint8Array, isXmlOnly: boolean): Document | null {
    const type = essenceOf(this.#type) ?? "";
    const isHtml = type === "text/html";
    if (isHtml ? isXmlOnly : !this.#isXml) return null;
    const charset = this.#charset ?? namedCharset(bytes, isHtml ? HTML_CHARSET : XML_CHARSET);
    const text = decoderFor(bytes, charset).decode(bytes);
    const document = new DOMParser().parseFromString(
      text,
      PARSED.test(type) ? (type as DOMParserSupportedType) : "application/xml",
    );
    // The parser describes what is wrong in a document of its own.
    const isBroken = !isHtml && document.getElementsByTagName("parsererror").length > 0 && !text.includes("<parsererror");
    return isBroken ? null : document;
  }

  /** The final MIME type. */
  get #type(): string {
    const given = this.#mimeType();
    if (given !== undefined) return essenceOf(given) ? given : "application/octet-stream";
    const own = this.#headers.get("content-type") ?? "";
    return essenceOf(own) ? own : "text/xml";
  }

  get #isXml(): boolean {
    return /^(text|application)\/xml$|\+xml$/.test(essenceOf(this.#type) ?? "");
  }

  get #charset(): string | undefined {
    return charsetOf(this.#mimeType() ?? "") ?? charsetOf(this.#headers.get("content-type") ?? "");
  }
}

/** The types that a parser can give to a document. */
const PARSED = /^(text\/(ht|x)ml|application\/(xhtml\+)?xml|image\/svg\+xml)$/;
const XML_CHARSET = /^<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)["']/;
const HTML_CHARSET = /<meta[^>]+charset\s*=\s*["']?([\w.:-]+)/i;

/** The charset that a text names itself. */
function namedCharset(bytes: Uint8Array, pattern: RegExp): string | undefined {
  return pattern.exec(String.fromCharCode(...bytes.subarray(0, PRESCAN_BYTES)))?.[1];
}

/** A decoder for the charset of a text's mark (BOM), otherwise for `charset`, otherwise for UTF-8. */
function decoderFor([first, second, third]: Uint8Array, charset = "utf-8"): TextDecoder {
  const marked =
    (first === 0xfe && second === 0xff && "utf-16be") ||
    (first === 0xff && second === 0xfe && "utf-16le") ||
    (first === 0xef && second === 0xbb && third === 0xbf && "utf-8");
  try {
    return new TextDecoder(marked || charset);
  } catch {
    return new TextDecoder();
  }
}
