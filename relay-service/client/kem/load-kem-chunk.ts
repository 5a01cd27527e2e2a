import { networkFailure, RelayError } from "../errors.ts";
import { originals } from "../originals.ts";
import type { KeyExchange } from "./key-exchange.ts";

const KEM_GLOBAL = Symbol.for("mte-relay-kem");

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

/** The browser's globals that are used here. */
interface Page {
  document?: { createElement(name: "script"): ScriptElement; head: { append(element: ScriptElement): void } };
  trustedTypes?: { createPolicy(name: string, rules: object): ScriptUrls };
  [KEM_GLOBAL]?: KeyExchange;
}

let trustedUrls: ScriptUrls | undefined;

/**
 * Loads the key exchange in JavaScript from `url`. Only the bytes whose hash is `integrity` (SRI) are executed, whoever serves
 * them. No `eval` and no inline script is needed. `nonce` is that of the page's Content-Security-Policy, if it has one.
 */
export async function loadKemChunk(url: string, integrity: string, nonce: string | undefined): Promise<KeyExchange> {
  const page = globalThis as unknown as Page;
  if (loadedKeyExchange(page)) return loadedKeyExchange(page) as KeyExchange;
  // A service worker may only import scripts while it is installed.
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
  const loaded = loadedKeyExchange(page);
  if (!loaded) throw new RelayError("the key exchange could not be loaded", "kem");
  return loaded;
}

/** What the chunk has left. Own properties only, because any script can write to `Object.prototype`. */
export function loadedKeyExchange(page = globalThis as unknown as Page): KeyExchange | undefined {
  return Object.hasOwn(page, KEM_GLOBAL) ? page[KEM_GLOBAL] : undefined;
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
    // For pages that require Trusted Types. A policy can only be created once.
    trustedUrls ??= page.trustedTypes?.createPolicy("mte-relay", { createScriptURL: (scriptUrl: string) => scriptUrl });
    script.src = trustedUrls ? trustedUrls.createScriptURL(url) : url;
    script.integrity = integrity;
    script.crossOrigin = "anonymous";
    script.referrerPolicy = "strict-origin";
    if (nonce) script.nonce = nonce;
    script.onload = resolve;
    script.onerror = () => reject(new Error("the script was refused or could not be fetched"));
    document.head.append(script);
  });
}

/**
 * A worker has no script element, and `import` has no integrity. So the script is fetched with integrity and imported from
 * memory.
 */
async function loadInWorker(url: string, integrity: string): Promise<void> {
  const { fetch } = originals();
  const script = await (await fetch(url, { integrity, referrerPolicy: "strict-origin" })).blob();
  const local = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  try {
    await import(local);
  } finally {
    URL.revokeObjectURL(local);
  }
}

const FILE_NAME = "mte-relay-kem.js";

/** The hash of `mte-relay-kem.js` in the form of SRI. The build defines it. */
declare const KEM_INTEGRITY: string;

/**
 * Loads the chunk that was built with this program: from the folder of the program, otherwise from the relay, because a program
 * that was bundled into another one has no such folder. Its hash is the same in both cases.
 */
export function kemChunkLoader(programUrl: string | undefined, nonce: string | undefined) {
  return async (relayUrl: string): Promise<KeyExchange> => {
    const load = (url: string) => loadKemChunk(url, KEM_INTEGRITY, nonce);
    const fromRelay = `${relayUrl}/public/${FILE_NAME}`;
    const besideProgram = URL.parse(FILE_NAME, programUrl)?.href ?? fromRelay;
    return load(besideProgram).catch((error) => (besideProgram === fromRelay ? Promise.reject(error) : load(fromRelay)));
  };
}
