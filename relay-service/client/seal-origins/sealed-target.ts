import type { SealedPage } from "../originals.ts";

/** What relative urls are resolved against; it is read for each call. */
export interface PageBase {
  readonly base: string | undefined;
}

/** A call to a sealed origin. */
export interface SealedTarget {
  readonly url: URL;
  /** `fetch` that seals. */
  readonly seal: typeof fetch;
}

/**
 * What seals the calls to `url`; undefined when its origin is not sealed, or when it is no url. The urls of `blob:` have the origin of their
 * page, too, but are not sent to it.
 */
export function sealedTarget({ sealed }: SealedPage, url: string, base: string | undefined): SealedTarget | undefined {
  const parsed = sealed.size > 0 ? URL.parse(url, base) : null;
  const sealings = (parsed && /^https?:$/.test(parsed.protocol) && sealed.get(parsed.origin)) || [];
  const sealing = sealings.find((each) => each.isPinned()) ?? sealings[0];
  return parsed && sealing ? { url: parsed, seal: sealing.seal } : undefined;
}
