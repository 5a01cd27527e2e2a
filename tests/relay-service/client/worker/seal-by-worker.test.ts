import { afterEach, expect, it } from "vitest";
import type { Greeted } from "../../../../relay-service/client/worker/greeting.ts";
import { sealByWorker, type WantedWorker } from "../../../../relay-service/client/worker/seal-by-worker.ts";
import { queryOf } from "../../../../relay-service/client/worker/worker-options.ts";

const options = { origins: ["https://relay.example.com"], relayKeys: undefined };
const wanted: WantedWorker = { url: "/mte-relay-worker.js", scope: "/", version: "this", options };

/** A worker that answers a greeting, after `before`. */
function worker(greeted: Greeted, before: () => void = () => {}) {
  return {
    scriptURL: "/mte-relay-worker.js",
    postMessage: (_: unknown, transfer?: readonly unknown[]) => {
      const [port] = (transfer ?? []) as MessagePort[];
      before();
      port?.postMessage(greeted);
    },
  };
}

/** What a page has in `navigator.serviceWorker`. */
function containerOf(first: ReturnType<typeof worker>) {
  const container = Object.assign(new EventTarget(), {
    controller: first as ReturnType<typeof worker> | null,
    updates: 0,
    register: async () => ({ active: null, update: async () => void container.updates++ }),
  });
  Object.defineProperty(navigator, "serviceWorker", { value: container, configurable: true });
  return container;
}

afterEach(() => {
  Reflect.deleteProperty(navigator, "serviceWorker");
});

it("a page does not count on a worker that another one has replaced while it answered", async () => {
  const other = worker({ version: "this", query: queryOf({ ...options, origins: ["https://other.example.com"] }) });
  const right = { version: "this", query: queryOf(options) };
  const replaced = worker(right, () => {
    container.controller = other;
  });
  const container = containerOf(replaced);
  const sealed = sealByWorker(wanted).then(() => container.controller);
  // The page asks for an update of the wrong worker, and then the right one takes over.
  await expect.poll(() => container.updates).toBe(1);
  container.controller = worker(right);
  container.dispatchEvent(new Event("controllerchange"));
  expect(await sealed).not.toBe(other);
});
