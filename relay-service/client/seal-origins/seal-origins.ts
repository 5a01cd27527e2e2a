import { type Originals, originals, type SealedPage, type Sealing, sealedPage, setSealedPage } from "../originals.ts";
import type { PageBase } from "./sealed-target.ts";
import { sealingFetch } from "./sealing-fetch.ts";
import { sealingXhr } from "./sealing-xhr.ts";

/**
 * Replaces the global `fetch` and `XMLHttpRequest` by ones that send calls to `origins` by `seal`, and returns the function that undoes it.
 * All calls on a page share one replacement. The oldest call that is not undone decides how an origin is sealed, the oldest with pins before those
 * without, so that no other script can drop them. Throws a `TypeError` if a global cannot be replaced; nothing is sealed then.
 */
export function sealOrigins(origins: Iterable<string>, sealing: Sealing, runtime: PageBase): () => void {
  const names = [...origins];
  const page: SealedPage = sealedPage() ?? {
    originals: { fetch: globalThis.fetch, XMLHttpRequest: globalThis.XMLHttpRequest },
    sealed: new Map(),
    replaced: [],
    sending: new Set(),
  };
  // An entry of its own, as two calls may seal by the same function.
  const entry: Sealing = { ...sealing };
  const undo = () => {
    for (const name of names) {
      const left = (page.sealed.get(name) ?? []).filter((other) => other !== entry);
      if (left.length > 0) page.sealed.set(name, left);
      else page.sealed.delete(name);
    }
    if (page.sealed.size === 0 && sealedPage() === page) restore(page);
  };
  setSealedPage(page);
  for (const name of names) page.sealed.set(name, [...(page.sealed.get(name) ?? []), entry]);
  try {
    replaceGlobals(page, runtime);
  } catch (cause) {
    undo();
    throw new TypeError("another script has replaced fetch or XMLHttpRequest for good: call sealOrigins before it", { cause });
  }
  return undo;
}

function replaceGlobals(page: SealedPage, runtime: PageBase): void {
  const { fetch: fetchNow, XMLHttpRequest: XhrNow } = globalThis;
  const isOurs = (value: unknown) => page.replaced.some(({ replacement }) => replacement === value);
  // Another script may have wrapped our function, or dropped it. So it is put on top again; what is sealed above is not sealed below.
  if (!isOurs(fetchNow)) replace(page, "fetch", sealingFetch(fetchNow, page, runtime));
  if (!originals().XMLHttpRequest) return;
  const probe: unknown = new XhrNow();
  const isCovered = page.replaced.some(({ name, replacement }) => name === "XMLHttpRequest" && isInstance(probe, replacement));
  if (!isCovered) replace(page, "XMLHttpRequest", sealingXhr(XhrNow, page, runtime));
}

function isInstance(value: unknown, type: unknown): boolean {
  return value instanceof (type as typeof Object);
}

function replace(page: SealedPage, name: keyof Originals, replacement: Originals[typeof name]): void {
  const globals = globalThis as Record<keyof Originals, unknown>;
  // A class that makes objects of another class cannot be extended: it would go on in the clear.
  const isExtended = name === "fetch" || isInstance(new (replacement as typeof XMLHttpRequest)(), replacement);
  page.replaced.push({ name, under: globals[name], replacement });
  if (isExtended) globals[name] = replacement;
  if (globals[name] !== replacement) throw new TypeError(`${name} cannot be replaced`);
}

/**
 * Removes the replacements that are still the globals. If another script has wrapped one, that wrapper stays. The replacement below it finds no
 * sealed origin any more, for good.
 */
function restore({ replaced }: SealedPage): void {
  const globals = globalThis as Record<keyof Originals, unknown>;
  for (const { name, under, replacement } of replaced.toReversed()) {
    if (globals[name] === replacement) globals[name] = under;
  }
  setSealedPage(undefined);
}
