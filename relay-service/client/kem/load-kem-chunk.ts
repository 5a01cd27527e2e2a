import { networkFailure, RelayError } from "../errors.ts";
import type { KeyExchange } from "./key-exchange.ts";

const HANDOVER = Symbol.for("mte-relay-kem");

interface ScriptElement {
  src: unknown;
  integrity: string;
  crossOrigin: string;
  referrerPolicy: string;
  nonce: string | undefined;
  onload: () => void;
  onerror: () => void;
}

interface ScriptUrls {
  createScriptURL(url: string): unknown;
}

/** The parts of a browser's globals that are used here. */
interface Page {
  document?: { createElement(name: "script"): ScriptElement; head: { append(element: ScriptElement): void } };
  trustedTypes?: { createPolicy(name: string, rules: object): ScriptUrls };
  [HANDOVER]?: KeyExchange;
}

let urls: ScriptUrls | undefined;

/**
 * Loads the key exchange in JavaScript from `url`. A page takes nothing but the bytes of `integrity` (SRI), whoever serves them, and
 * needs neither `eval` nor an inline script; `nonce` is the one of the page's policy, if it has one.
 */
export async function loadKemChunk(url: string, integrity: string, nonce: string | undefined): Promise<KeyExchange> {
  const page = globalThis as unknown as Page;
  if (handedOver(page)) return handedOver(page) as KeyExchange;
  // Its scripts are fixed when it is installed, and it may import nothing later.
  if ("ServiceWorkerGlobalScope" in page)
    throw new RelayError("a service worker has to import mte-relay-kem.js at its start", "kem");
  try {
    if (page.document) await loadInPage(page, page.document, url, integrity, nonce);
    else if (/^https?:/.test(url)) await loadInWorker(url, integrity);
    else await import(url);
  } catch (cause) {
    throw networkFailure("the key exchange could not be loaded; does the page's content security policy allow it?", "kem", {
      cause,
    });
  }
  const loaded = handedOver(page);
  if (!loaded) throw new RelayError("the key exchange could not be loaded", "kem");
  return loaded;
}

/** Not from a prototype, which anything may have written to. */
function handedOver(page: Page): KeyExchange | undefined {
  return Object.hasOwn(page, HANDOVER) ? page[HANDOVER] : undefined;
}

function loadInPage(
  page: Page,
  document: NonNullable<Page["document"]>,
  url: string,
  integrity: string,
  nonce: string | undefined,
) {
  return new Promise<void>((resolve, reject) => {
    const script = document.createElement("script");
    // A page may demand Trusted Types, and takes a policy's name only once.
    urls ??= page.trustedTypes?.createPolicy("mte-relay", { createScriptURL: (same: string) => same });
    script.src = urls ? urls.createScriptURL(url) : url;
    script.integrity = integrity;
    script.crossOrigin = "anonymous";
    script.referrerPolicy = "strict-origin";
    if (nonce) script.nonce = nonce;
    script.onload = resolve;
    script.onerror = () => reject(new Error("the script was refused or could not be fetched"));
    document.head.append(script);
  });
}

/** A worker has no script element, and `import` takes no integrity: what was fetched with one is imported from memory. */
async function loadInWorker(url: string, integrity: string): Promise<void> {
  const script = await (await fetch(url, { integrity, referrerPolicy: "strict-origin" })).blob();
  const local = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  try {
    await import(local);
  } finally {
    URL.revokeObjectURL(local);
  }
}

const NAME = "mte-relay-kem.js";

/** The hash of `mte-relay-kem.js` as SRI writes it; the build puts it here. */
declare const KEM_INTEGRITY: string;

/**
 * Loads the chunk that was built with this program: from the folder of the program, else from the relay, as a program that was bundled
 * into another one has no folder any more. Whoever serves it, its bytes have to be the very same.
 */
export function kemChunk(programUrl: string | undefined, nonce: string | undefined) {
  return async (relayUrl: string): Promise<KeyExchange> => {
    const load = (url: string) => loadKemChunk(url, KEM_INTEGRITY, nonce);
    const fromRelay = `${relayUrl}/public/${NAME}`;
    const beside = URL.parse(NAME, programUrl)?.href ?? fromRelay;
    return load(beside).catch((error) => (beside === fromRelay ? Promise.reject(error) : load(fromRelay)));
  };
}
