import type * as Client from "../../../../relay-service/client/mte-relay-client.d.mts";
import type { PageCheck } from "./page-check.ts";

/** What the script defines on a page. */
declare const mteFetch: typeof Client.mteFetch;

/** Rows of the table of docs/relay-client.md that only a page of another origin can show: what mteFetch gives, then what fetch gives. */
export const PAGE_DIFFERENCES: Readonly<Record<string, PageCheck>> = {
  "headers that a page may read": {
    run: async ({ relay }) => {
      const own = await mteFetch(`${relay}/status/200`);
      const clear = await fetch(`${relay}/page`);
      return [own.headers.get("x-unlisted"), clear.headers.get("x-unlisted")];
    },
    gives: ["1", null],
  },
  "methods of pages of other origins": {
    run: async ({ relay }) => {
      const own = await mteFetch(`${relay}/echo`, { method: "PROPFIND" }).catch(({ code }: { code: string }) => code);
      const clear = await fetch(`${relay}/page`, { method: "PROPFIND" }).catch(({ name }: Error) => name);
      return [own, clear];
    },
    gives: ["method", "TypeError"],
  },
};
