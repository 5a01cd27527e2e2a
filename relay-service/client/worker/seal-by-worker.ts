import { RelayError } from "../errors.ts";
import { CLAIM, greet, type PostsMessages } from "./greeting.ts";
import { queryOf, type WorkerOptions } from "./worker-options.ts";

/** How long a page waits for its worker. Installing it takes a download. */
const READY_TIMEOUT_MS = 20_000;

/** The part of `navigator.serviceWorker` that is used here. */
interface Container {
  readonly controller: (PostsMessages & { readonly scriptURL: string }) | null;
  register(url: string, options: { scope: string; updateViaCache: "none" }): Promise<Registration>;
  addEventListener(type: "controllerchange", listener: () => void): void;
  removeEventListener(type: "controllerchange", listener: () => void): void;
}

interface Registration {
  readonly active: PostsMessages | null;
  update(): Promise<unknown>;
}

/** Which worker a page wants. */
export interface WantedWorker {
  /** The address of the worker, of the page's own origin, without a query. */
  readonly url: string;
  readonly scope: string;
  readonly version: string;
  readonly options: WorkerOptions;
}

/**
 * Registers the worker and waits until it controls this page. A worker of another version, or with other options, does not count: it is updated.
 * Rejects with {@link RelayError} "worker" when there is no such worker in time.
 */
export async function sealByWorker(wanted: WantedWorker): Promise<void> {
  const { serviceWorker } = (globalThis as { navigator?: { serviceWorker?: Container } }).navigator ?? {};
  if (!serviceWorker) {
    throw new RelayError("this page can have no service worker: it must come by https, and not be in private browsing", "worker");
  }
  const query = queryOf(wanted.options);
  const deadline = performance.now() + READY_TIMEOUT_MS;
  let registration: Registration;
  try {
    registration = await serviceWorker.register(wanted.url + query, { scope: wanted.scope, updateViaCache: "none" });
  } catch (cause) {
    throw new RelayError(
      `the service worker ${wanted.url} cannot be registered; is it there, with the scope of the page?`,
      "worker",
      {
        cause,
      },
    );
  }
  let hasUpdated = false;
  while (performance.now() < deadline) {
    const changed = nextChange(serviceWorker, deadline - performance.now());
    if (await hasWanted(serviceWorker, wanted.version, query)) return changed.stop();
    // A page that was reloaded past its worker is not controlled until the worker takes it.
    if (serviceWorker.controller === null) registration.active?.postMessage(CLAIM);
    else if (!hasUpdated) {
      hasUpdated = true;
      await registration.update().catch(() => {});
    }
    await changed.happened;
  }
  const why = serviceWorker.controller === null ? "does not control this page" : "is of another version, or has other options";
  throw new RelayError(`the service worker ${wanted.url} ${why}`, "worker");
}

/** Whether the page's worker is the wanted one, and still the same after it has answered: another page may have replaced it meanwhile. */
async function hasWanted(container: Container, version: string, query: string): Promise<boolean> {
  const { controller } = container;
  if (controller === null) return false;
  const greeted = await greet(controller);
  return container.controller === controller && greeted?.version === version && greeted.query === query;
}

/** Waits for the next change of the page's worker; a second at most, as the worker may have become active in between. */
function nextChange(container: Container, mostMs: number): { happened: Promise<void>; stop(): void } {
  let stop = () => {};
  const happened = new Promise<void>((resolve) => {
    stop = () => {
      clearTimeout(timer);
      container.removeEventListener("controllerchange", stop);
      resolve();
    };
    const timer = setTimeout(stop, Math.min(1000, Math.max(0, mostMs)));
    container.addEventListener("controllerchange", stop);
  });
  return { happened, stop };
}
