import { isMarked, type SealedPage } from "../originals.ts";
import { type PageBase, sealedTarget } from "./sealed-target.ts";

/** `fetch` that seals the calls to sealed origins, and passes all others to `under` as they are. */
export function sealingFetch(under: typeof fetch, page: SealedPage, runtime: PageBase): typeof fetch {
  function replacement(this: unknown, ...call: Parameters<typeof fetch>): Promise<Response> {
    const [input] = call;
    const url = urlOf(input);
    // Any other object is read once: a second time it could name another url.
    if (url !== undefined && call.length > 0 && !(isRequest(input) || input instanceof URL)) call[0] = url;
    const target = url === undefined ? undefined : sealedTarget(page, url, runtime.base);
    const headers = () => call[1]?.headers ?? (call[0] as Partial<Request>).headers ?? {};
    if (target && !isMarked(page, target.url, headers)) return target.seal(...call);
    return Reflect.apply(under, this, call);
  }
  Object.defineProperties(replacement, { name: { value: "fetch" }, length: { value: 1 } });
  return replacement;
}

/** The url of a call, relative or not; undefined when it has none. */
function urlOf(input: unknown): string | undefined {
  try {
    return isRequest(input) ? Reflect.get(Request.prototype, "url", input) : `${input}`;
  } catch {
    return undefined;
  }
}

/** Whether the platform treats `input` as a Request, whatever a script has defined on it. */
function isRequest(input: unknown): input is Request {
  try {
    return typeof Reflect.get(Request.prototype, "url", input as object) === "string";
  } catch {
    return false;
  }
}
