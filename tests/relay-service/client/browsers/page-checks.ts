import type * as Client from "../../../../relay-service/client/mte-relay-client.d.mts";
import type { PageCheck } from "./page-check.ts";
import { PAGE_DIFFERENCES } from "./page-differences.ts";
import { PAGE_REQUESTS } from "./page-requests.ts";
import { PAGE_TRANSFERS } from "./page-transfers.ts";

/** What the script defines on a page. */
declare const mteFetch: typeof Client.mteFetch;
declare const mteRelay: typeof Client;

/**
 * What the client does in any browser, before the relay and pages of `browsers.test.ts`. What needs a browser that a test can steer is seen
 * in Chromium alone: the tests named `chromium-`.
 */
export const PAGE_CHECKS: Readonly<Record<string, PageCheck>> = {
  "calls the upstream like fetch": {
    run: async ({ relay }) => {
      const init = { method: "POST", body: "täxt", headers: { "x-own": "1" } };
      const response = await mteFetch(`${relay}/echo?x=1#y`, init);
      const { status, type, redirected, url, bodyUsed } = response;
      const copy = await response.clone().blob();
      return [
        status,
        type,
        redirected,
        url === `${relay}/echo?x=1`,
        bodyUsed,
        await response.text(),
        copy.type,
        response.bodyUsed,
      ];
    },
    gives: [200, "cors", false, true, false, "täxt", "text/plain;charset=utf-8", true],
  },
  "accepts a Request, and bodies of all kinds": {
    run: async ({ relay }) => {
      const url = `${relay}/echo`;
      const request = new Request(url, { method: "PUT", body: "of a request", headers: new Headers({ "x-own": "1" }) });
      const bodies = [
        new URLSearchParams({ a: "ä" }),
        new Blob(["blob"], { type: "text/x" }),
        new TextEncoder().encode("bytes"),
        "",
      ];
      const answers = [await mteFetch(request)];
      for (const body of bodies) answers.push(await mteFetch(new URL(url), { method: "POST", body }));
      return Promise.all(answers.map(async (answer) => `${answer.headers.get("x-type")} ${await answer.text()}`));
    },
    gives: [
      "text/plain;charset=UTF-8 of a request",
      "application/x-www-form-urlencoded;charset=UTF-8 a=%C3%A4",
      "text/x blob",
      "none bytes",
      "text/plain;charset=UTF-8 ",
    ],
  },
  "returns answers without a body": {
    run: async ({ relay }) => {
      const gone = await mteFetch(`${relay}/status/204`, { method: "DELETE" });
      const head = await mteFetch(`${relay}/large`, { method: "HEAD" });
      const failed = await mteFetch(`${relay}/status/503`);
      return [gone.status, gone.body, await head.text(), head.headers.get("content-length"), failed.ok, failed.status];
    },
    gives: [204, null, "", "5000000", false, 503],
  },
  ...PAGE_REQUESTS,
  ...PAGE_TRANSFERS,
  ...PAGE_DIFFERENCES,
  "follows redirects as a browser does": {
    run: async ({ relay }) => {
      const followed = await mteFetch(`${relay}/start`, { method: "POST", body: "x" });
      const manual = await mteFetch(`${relay}/start`, { redirect: "manual" });
      const refused = await mteFetch(`${relay}/start`, { redirect: "error" }).catch((error: Error) => error instanceof TypeError);
      const away = await mteFetch(`${relay}/away`).catch((error: Error) => error instanceof TypeError && error.name);
      return [
        followed.url === `${relay}/end`,
        followed.redirected,
        await followed.text(),
        manual.type,
        manual.status,
        manual.url === `${relay}/start`,
        manual.body,
        manual.clone().type,
        refused,
        away,
      ];
    },
    gives: [true, true, "GET", "opaqueredirect", 0, true, null, "opaqueredirect", true, "RelayError"],
  },
  "sends and keeps cookies when credentials are included": {
    run: async ({ relay }) => {
      const ask = async (credentials: RequestCredentials) => (await mteFetch(`${relay}/cookie`, { credentials })).text();
      return [await ask("include"), await ask("include"), await ask("omit"), await ask("same-origin")];
    },
    gives: ["none", "id=1", "none", "none"],
  },
  "serves 40 calls at once by one pairing": {
    run: async ({ relay }) => {
      performance.clearResourceTimings();
      performance.setResourceTimingBufferSize(1000);
      const { mteFetch } = mteRelay.createMteRelayClient();
      const calls = Array.from({ length: 40 }, (_, index) => mteFetch(`${relay}/echo`, { method: "POST", body: `${index}` }));
      const texts = await Promise.all((await Promise.all(calls)).map((response) => response.text()));
      const pairings = performance.getEntriesByType("resource").filter(({ name }) => name.endsWith("/api/mte-pair"));
      return [texts.every((text, index) => text === `${index}`), pairings.length];
    },
    gives: [true, 1],
  },
  "rejects an altered answer": {
    run: async ({ intermediary }) => {
      const { mteFetch } = mteRelay.createMteRelayClient({ relayUrl: intermediary });
      const response = await mteFetch(`${intermediary}/echo`, { method: "POST", body: "text" });
      return response.text().catch((error: { code: string }) => error.code);
    },
    gives: "body",
  },
  "calls only a pinned relay": {
    run: async ({ relay }) => {
      const { identity } = (await (await fetch(`${relay}/api/mte-relay`)).json()) as { identity: { pub: string }[] };
      const pins = [identity[0]?.pub ?? "", "ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s"];
      const calls = pins.map((pin) => mteRelay.createMteRelayClient({ relayKeys: [pin] }).mteFetch(`${relay}/echo`));
      return Promise.all(
        calls.map((call) =>
          call.then(
            (answer) => answer.status,
            (error: { code: string }) => error.code,
          ),
        ),
      );
    },
    gives: [200, "identity"],
  },
  "works on a page with a strict policy": {
    run: () => {
      const frame = document.createElement("iframe");
      frame.src = "/strict.html";
      return new Promise((resolve) => {
        addEventListener("message", ({ data }) => resolve(data), { once: true });
        document.body.append(frame);
      });
    },
    gives: "strict",
  },
  "works in a module worker": {
    run: () =>
      new Promise((resolve) => {
        const worker = new Worker("/worker.mjs", { type: "module" });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => resolve(message);
      }),
    gives: "from a module",
  },
  "works in a classic worker": {
    run: () =>
      new Promise((resolve) => {
        const worker = new Worker("/worker.js");
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => resolve(message);
      }),
    gives: "from a script",
  },
  "works in a service worker": {
    run: async () => {
      await navigator.serviceWorker.register("/service-worker.js");
      const { active } = await navigator.serviceWorker.ready;
      const { port1, port2 } = new MessageChannel();
      return new Promise((resolve) => {
        port1.onmessage = ({ data }) => resolve(data);
        active?.postMessage("go", [port2]);
      });
    },
    gives: "from a service worker",
  },
  "reports to a service worker what it must import": {
    run: async () => {
      const { installing } = await navigator.serviceWorker.register("/bare-service-worker.js", { scope: "/bare/" });
      const { port1, port2 } = new MessageChannel();
      return new Promise((resolve) => {
        port1.onmessage = ({ data }) => resolve(data);
        installing?.postMessage("go", [port2]);
      });
    },
    gives: "RelayError: a service worker has to import mte-relay-kem.js at its start",
    givesWithKem: "from a service worker",
  },
};
