import type { AttackId } from "./attack.ts";

/** A request that the intermediary has read. */
export interface InterceptedRequest {
  readonly method: string;
  readonly url: string;
  /** Alternating names and values, as received. */
  readonly rawHeaders: readonly string[];
  /** The whole body. */
  readonly body: Buffer;
}

/** Applies an attack to a request. Returns the request, unchanged if the attack does not concern it, and a short description. */
export function alterRequest(
  request: InterceptedRequest,
  attack: AttackId | undefined,
): { request: InterceptedRequest; done: string } {
  const { url, rawHeaders, body } = request;
  switch (attack) {
    case "url":
      return { request: { ...request, url: flipEnd(url) }, done: "one bit of the url changed" };
    case "head":
      return { request: { ...request, rawHeaders: flipHeader(rawHeaders) }, done: "one bit of a header changed" };
    case "body":
      return { request: { ...request, body: flipBody(body) }, done: "one bit of the body changed" };
    case "strip":
      return { request: { ...request, body: Buffer.alloc(0) }, done: "body removed" };
    default:
      return { request, done: "" };
  }
}

/** Flips one bit: in JSON that of a digit, where it does the most harm (1 becomes 9), otherwise one in the middle. */
export function flipBody(body: Buffer): Buffer {
  const changed = Buffer.from(body);
  const json = body[0] === 0x7b ? body.toString("latin1").search(/ \d/) + 1 : 0;
  const at = json || body.length >> 1;
  changed.writeUInt8((changed[at] ?? 0) ^ 8, at);
  return changed;
}

/** Flips one bit of the last character of the path. */
function flipEnd(url: string): string {
  const end = url.search(/\?|$/) - 1;
  return url.slice(0, end) + String.fromCharCode(url.charCodeAt(end) ^ 1) + url.slice(end + 1);
}

/** Flips one bit of the sealed head if there is one, otherwise of the token. */
function flipHeader(rawHeaders: readonly string[]): string[] {
  const names = rawHeaders.map((text, index) => (index % 2 === 0 ? text.toLowerCase() : ""));
  const sealed = names.indexOf("x-mte-relay-eh");
  const at = sealed >= 0 ? sealed : names.indexOf("authorization");
  return rawHeaders.map((text, index) => {
    if (at < 0 || index !== at + 1) return text;
    if (sealed < 0) return text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) ^ 1);
    const bytes = Buffer.from(text, "base64url");
    return flipBody(bytes).toString("base64url");
  });
}

/** The headers to forward: without `connection`, and with the length of the changed body. */
export function headersFor({ rawHeaders, body }: InterceptedRequest): string[] {
  const had = rawHeaders.some((text, index) => index % 2 === 0 && text.toLowerCase() === "content-length");
  const kept = rawHeaders.filter((_, index) => {
    const name = (rawHeaders[index - (index % 2)] as string).toLowerCase();
    return name !== "content-length" && name !== "connection";
  });
  return had || body.length > 0 ? [...kept, "content-length", `${body.length}`] : kept;
}
