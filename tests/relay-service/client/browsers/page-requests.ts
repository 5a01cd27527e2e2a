import type * as Client from "../../../../relay-service/client/mte-relay-client.d.mts";
import type { PageCheck } from "./page-check.ts";

/** What the script defines on a page. */
declare const mteFetch: typeof Client.mteFetch;

/** The page checks of requests and of the heads of answers. */
export const PAGE_REQUESTS: Readonly<Record<string, PageCheck>> = {
  "returns statuses on which browsers act themselves": {
    run: async ({ relay }) => {
      const outcomes = [];
      for (const status of [401, 407, 408, 421, 425, 205, 304]) {
        outcomes.push((await mteFetch(`${relay}/status/${status}`, { method: "POST", body: "x" })).status);
      }
      return outcomes;
    },
    gives: [401, 407, 408, 421, 425, 205, 304],
  },
  "reads a Request as init, and keeps the referrer settings of a Request": {
    run: async ({ relay }) => {
      const init = new Request(`${relay}/other`, { method: "PUT", headers: { "content-type": "text/own" } });
      const answer = await mteFetch(`${relay}/echo`, init);
      const from = async (input: string | Request, init?: Client.MteRequestInit) =>
        (await mteFetch(input, init)).headers.get("x-referer");
      const url = `${relay}/status/200`;
      return [
        answer.headers.get("x-type"),
        await from(new Request(url, { referrerPolicy: "no-referrer" })),
        await from(new Request(url, { referrerPolicy: "unsafe-url", referrer: `${location.origin}/other` })),
        (await from(url, { referrerPolicy: "unsafe-url" })) === location.href,
        await from(`${relay}/redirect-without-referrer`, { referrerPolicy: "unsafe-url" }),
        await from(url, { method: "POST", body: "x", referrerPolicy: "no-referrer", mte: { onUploadProgress: () => {} } }),
      ].map((value) => (typeof value === "string" ? value.replace(location.origin, "") : value));
    },
    gives: ["text/own", null, "/other", true, null, null],
  },
  "resolves a relative url against the page's base at the time of the call": {
    run: async ({ relay }) => {
      const base = document.createElement("base");
      base.href = `${relay}/echo/`;
      document.head.append(base);
      const { url } = await mteFetch("../status/200");
      base.remove();
      return url === `${relay}/status/200`;
    },
    gives: true,
  },
  "treats a redirect without a location as a browser does": {
    run: async ({ relay }) => {
      const outcomes = [];
      for (const redirect of ["follow", "manual", "error"] as const) {
        const call = mteFetch(`${relay}/status/302`, { redirect });
        outcomes.push(
          await call.then(
            ({ type, status }) => `${type} ${status}`,
            (error: Error) => error instanceof TypeError,
          ),
        );
      }
      return outcomes;
    },
    gives: ["cors 302", "opaqueredirect 0", true],
  },
};
