/**
 * The program `mte-relay-worker.js`: a service worker that seals the calls of its pages to chosen origins. It is registered by
 * `mte-relay-worker-setup.js`. A service worker must be of the page's own origin: a page of another origin than the relay's has a file with one line,
 * `importScripts("https://relay.example.com/public/mte-relay-worker.js")`.
 */
import { createClient } from "../fetch/client.ts";
// In one file with the rest: once it is installed, a service worker can load no further script.
import { nobleKeyExchange } from "../kem/noble-key-exchange.ts";
import { readClientOptions } from "../options.ts";
import { currentRuntime } from "../runtime.ts";
import { CLAIM, GREETING, type Greeted } from "./greeting.ts";
import { readQuery } from "./worker-options.ts";

/** The hash of this program without itself. The build defines it. */
declare const WORKER_VERSION: string;

/**
 * Whether a request is one of the client itself, in a page that uses it as well: a pairing, a sealed request, or one of its scripts. Any other
 * request is sealed, whatever its path.
 */
function isOfClient({ method, headers, url }: Request): boolean {
  const { pathname } = new URL(url);
  if (headers.has("x-mte-relay-eh")) return true;
  return method === "POST" ? pathname === "/api/mte-pair" : method === "GET" && /^\/public\/mte-relay-[\w.-]+$/.test(pathname);
}

interface ExtendableEvent {
  waitUntil(promise: Promise<unknown>): void;
}

interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface MessageEvent extends ExtendableEvent {
  readonly data: unknown;
  readonly ports: readonly { postMessage(message: Greeted): void }[];
}

/** The globals of a service worker that are used here. */
interface ServiceWorkerScope {
  readonly location: { readonly search: string };
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: ExtendableEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchEvent) => void): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}

const scope = globalThis as unknown as ServiceWorkerScope;
const query = scope.location.search;
// Wrong options throw here, so the worker is not installed, and the page fails.
const { origins, relayKeys } = readQuery(query);
const { mteFetch, pairEarly } = createClient(
  readClientOptions(relayKeys && { relayKeys }),
  currentRuntime(undefined, async () => nobleKeyExchange),
);

scope.addEventListener("install", (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("message", (event) => {
  if (event.data === CLAIM) event.waitUntil(scope.clients.claim());
  if (event.data !== GREETING) return;
  event.ports[0]?.postMessage({ version: WORKER_VERSION, query });
  event.waitUntil(Promise.all(origins.map((origin) => pairEarly(origin))));
});
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin } = new URL(request.url);
  // What a page loads otherwise, such as images and documents, has a destination. The relay refuses it, unless its path is passed through.
  if (!origins.includes(origin) || request.destination !== "" || request.mode === "navigate" || isOfClient(request)) return;
  event.respondWith(mteFetch(request));
});
