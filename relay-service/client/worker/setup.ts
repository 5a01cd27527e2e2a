/**
 * The program `mte-relay-worker-setup.js`, a classic script that stands first on a page: it registers `mte-relay-worker.js`, and holds back the page's
 * calls to the chosen origins until that worker seals them. If it never does, they fail. Attributes of the script element:
 *
 * - `data-origins`: the origins whose calls are sealed, separated by spaces; by default that of the script;
 * - `data-relay-keys`: the relays' public keys;
 * - `data-worker`: the path of the worker, of the page's own origin; by default beside this script, or `/mte-relay-worker.js` on a page of another origin;
 * - `data-scope`: the path below which pages are controlled; by default `/`.
 */
import { RelayError } from "../errors.ts";
import { installGate } from "./page-gate.ts";
import { sealByWorker, type WantedWorker } from "./seal-by-worker.ts";
import { readWorkerOptions } from "./worker-options.ts";

/** The hash of the worker that was built with this script. The build defines it. */
declare const WORKER_VERSION: string;

const FILE_NAME = "mte-relay-worker.js";
/** Two pages that want different workers for the same scope would replace them for ever. */
const MAX_WORKERS = 5;
const TOO_MANY = "the service worker is replaced again and again: do two pages want different ones for the same scope?";

interface SetupPage {
  readonly document: {
    readonly currentScript: { readonly src: string; readonly dataset: Record<string, string> } | null;
    readonly baseURI: string;
  };
  readonly location: { readonly origin: string };
  readonly navigator: { readonly serviceWorker?: EventTarget };
  mteRelayWorker?: { readonly ready: Promise<void> };
}

function setUp(page: SetupPage): void {
  const { src = "", dataset = {} } = page.document.currentScript ?? {};
  const attribute = (name: string) => (Object.hasOwn(dataset, name) ? dataset[name] : undefined);
  const script = URL.parse(src);
  const options = readWorkerOptions(attribute("origins") ?? script?.origin, attribute("relayKeys"));
  const beside = script?.origin === page.location.origin ? new URL(FILE_NAME, script).pathname : `/${FILE_NAME}`;
  const wanted: WantedWorker = {
    url: attribute("worker") ?? beside,
    scope: attribute("scope") ?? "/",
    version: WORKER_VERSION,
    options,
  };

  let isOpen = false;
  let begun = 0;
  const begin = () => {
    isOpen = false;
    begun++;
    const sealing = begun > MAX_WORKERS ? Promise.reject(new RelayError(TOO_MANY, "worker")) : sealByWorker(wanted);
    const opened = sealing.then(() => {
      isOpen = true;
    });
    // Each call that waits reports it as well.
    opened.catch((error: Error) => console.error(error.message));
    return opened;
  };
  let ready = begin();
  page.mteRelayWorker = {
    get ready() {
      return ready;
    },
  };
  page.navigator.serviceWorker?.addEventListener("controllerchange", () => {
    // Until the first worker controls the page, the wait above looks at each.
    if (isOpen) ready = begin();
  });
  installGate({
    concerns: (url) => options.origins.includes(URL.parse(url, page.document.baseURI)?.origin ?? ""),
    passed: () => ready,
    get isOpen() {
      return isOpen;
    },
  });
}

setUp(globalThis as unknown as SetupPage);
