import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type * as SignalR from "@microsoft/signalr";
import { afterAll, beforeAll, expect, it } from "vitest";
import type * as Published from "../../../../relay-service/client/mte-relay-signalr.d.mts";
import { BROWSERS, openIn } from "../../../support/browsers/browsers.ts";
import { builtClient } from "../../../support/browsers/built-client.ts";
import { describeWith } from "../../../support/browsers/describe-with.ts";
import { type PageServer, servePages } from "../../../support/browsers/page-server.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";
import { type WireTap, wireTap } from "../../../support/relay/wire-tap.ts";
import { type RunningHub, runHub } from "../../../support/signalr-hub/running-hub.ts";

/** What the scripts define on a page. */
declare const signalR: typeof SignalR;
declare const mteRelay: typeof Published;

type Transport = "LongPolling" | "ServerSentEvents";
/** Far longer than a page takes. */
const PAGE_MS = 45_000;

/** Runs in the page. `module` is what `mte-relay-signalr.mjs` exports. */
async function useHub(relay: string, module: typeof Published): Promise<void> {
  const outcomes: Record<string, unknown> = {};

  async function run(transport: Transport | undefined, { signalROptions }: typeof mteRelay): Promise<unknown[]> {
    const connection = new signalR.HubConnectionBuilder()
      .withUrl(`${relay}/hub`, {
        ...signalROptions({ signalR }),
        ...(transport && { transport: signalR.HttpTransportType[transport] }),
        accessTokenFactory: () => "secret-token",
      })
      .withAutomaticReconnect([0, 0, 0])
      .build();
    const told = new Promise((resolve) => connection.on("told", resolve));
    const closed = new Promise((resolve) => connection.onclose((error) => resolve(`closed: ${error}`)));
    await connection.start();
    const results: unknown[] = [await connection.invoke("Echo", "grüße")];
    await connection.send("Tell", "news");
    results.push(await told);
    results.push((await connection.invoke<string>("Large", 300_000)).length);
    const items: number[] = [];
    await new Promise<void>((complete, error) =>
      connection.stream<number>("Count", 5).subscribe({ next: (item) => items.push(item), complete, error }),
    );
    results.push(items);
    const reconnected = new Promise((resolve) => connection.onreconnected(() => resolve("reconnected")));
    await connection.send("DropAll");
    results.push(await reconnected, await connection.invoke("Echo", "again"));
    await connection.stop();
    return [...results, await closed];
  }

  const attempt = async (name: string, work: () => Promise<unknown>) => {
    outcomes[name] = await work().catch((error: Error) => `${error}`);
  };
  await attempt("LongPolling", () => run("LongPolling", mteRelay));
  await attempt("ServerSentEvents", () => run("ServerSentEvents", mteRelay));
  await attempt("module", () => run(undefined, module));
  await attempt("WebSockets", async () => {
    const options = {
      skipNegotiation: true,
      transport: signalR.HttpTransportType.WebSockets,
      accessTokenFactory: () => "secret",
    };
    const builder = new signalR.HubConnectionBuilder();
    await builder
      .withUrl(`${relay}/hub`, { ...mteRelay.signalROptions(), ...options })
      .build()
      .start();
  });
  await attempt("an event source", async () => {
    const source = new mteRelay.MteEventSource(`${relay}/ticks`, { headers: { authorization: "Bearer secret-token" } });
    const data = await new Promise((resolve) => source.addEventListener("tick", ({ data }) => resolve(data)));
    source.close();
    return [data, source instanceof EventTarget, source.readyState];
  });
  await fetch("/outcomes", { method: "POST", body: JSON.stringify(outcomes) });
}

const EXPECTED = ["grüße", "news", 300_000, [0, 1, 2, 3, 4], "reconnected", "again", "closed: undefined"];

for (const browser of BROWSERS) {
  describeWith(browser.missing, `SignalR's library through the relay in ${browser.name}`, () => {
    let hub: RunningHub;
    let relay: RelayUnderTest;
    let tap: WireTap;
    let pages: PageServer;
    let outcomes: Record<string, unknown>;

    beforeAll(async () => {
      hub = await runHub();
      hub.intercept = (request, response) => {
        const isOwn = request.url === "/ticks";
        if (isOwn) response.writeHead(200, { "content-type": "text/event-stream" }).write("event: tick\ndata: 1\n\n");
        return isOwn;
      };
      pages = await servePages();
      const { publicFiles } = await builtClient();
      relay = await runRelay({ upstream: hub.upstream, publicFiles, env: { CORS_ORIGINS: pages.origin } });
      tap = await wireTap(relay.port);
      const library = createRequire(import.meta.url)
        .resolve("@microsoft/signalr")
        .replace("cjs/index.js", "browser/signalr.js");
      pages.put("/signalr.js", { type: "text/javascript", content: readFileSync(library) });
      const scripts = ["mte-relay-client.js", "mte-relay-signalr.js"].map((name) => `${tap.origin}/public/${name}`);
      pages.put("/hub.html", {
        content: `<!doctype html><meta charset="utf-8"><title></title><body>
          ${[...scripts, "/signalr.js"].map((src) => `<script src="${src}"></script>`).join("")}
          <script type="module">
            import * as module from "${tap.origin}/public/mte-relay-signalr.mjs";
            (${useHub})("${tap.origin}", module);
          </script>`,
      });
      const posted = pages.posted("/outcomes");
      await using open = await openIn(browser, `${pages.origin}/hub.html`);
      const late = once(AbortSignal.timeout(PAGE_MS), "abort").then(() => Promise.reject(new Error("the page reports nothing")));
      outcomes = JSON.parse(await Promise.race([posted, open.ended, late]));
    }, PAGE_MS + 10_000);
    afterAll(async () => {
      await tap[Symbol.asyncDispose]();
      await relay.close();
      await pages[Symbol.asyncDispose]();
    });

    it.each(["LongPolling", "ServerSentEvents", "module"])("invokes, receives, streams and reconnects: %s", (name) => {
      expect(outcomes[name]).toEqual(EXPECTED);
    });

    it("refuses WebSockets", () => {
      expect(outcomes.WebSockets).toContain("the relay does not seal WebSockets");
    });

    it("has an event source with headers of its own", () => {
      expect(outcomes["an event source"]).toEqual(["1", true, 2]);
    });

    it("shows nothing of the hub on the way", () => {
      const tokens = hub.upstream.seen.map(({ headers, target }) => headers.authorization ?? target.split("access_token=")[1]);
      expect(new Set(tokens)).toEqual(new Set(["Bearer secret-token", "secret-token"]));
      const lowerCase = tap.seen().toLowerCase();
      const hidden = ["secret-token", "/hub", "/negotiate?", "bearer ", "accept: text/event-stream", "x-signalr-user-agent:"];
      expect(hidden.filter((text) => lowerCase.includes(text))).toEqual([]);
    });
  });
}
