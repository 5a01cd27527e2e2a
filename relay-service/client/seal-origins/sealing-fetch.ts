import { isMarked, type SealedPage } from "../originals.ts";
import { isRequest, urlOf } from "../request-url.ts";
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
    if (target && !isMarked(page, target.url, headers)) return target.seal(call[0], call[1]);
    return Reflect.apply(under, this, call);
  }
  Object.defineProperties(replacement, { name: { value: "fetch" }, length: { value: 1 } });
  return replacement;
}
