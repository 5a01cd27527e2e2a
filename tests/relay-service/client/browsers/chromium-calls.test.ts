import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type * as Client from "../../../../relay-service/client/mte-relay-client.d.mts";
import { describeWithChromium, launchChromium } from "../../../support/browsers/chromium.ts";
import { servePages } from "../../../support/browsers/page-server.ts";
import { hostileIntermediary } from "../../../support/relay/hostile-intermediary.ts";
import { http2Front } from "../../../support/relay/http2-front.ts";
import { clientSite } from "./client-site.ts";

/** What the script defines on a page. */
declare const mteFetch: typeof Client.mteFetch;
declare const mteRelay: typeof Client;

describeWithChromium("the client in Chromium", () => {
  const site = clientSite();
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium("--ignore-certificate-errors");
    ({ page } = await site.openPage(browser));
  });
  afterAll(() => browser.close());

  it("shows an intermediary a single path, for which the browser sends one preflight", async () => {
    const intermediary = await hostileIntermediary(site.relay.port);
    const seen: string[] = [];
    intermediary.tamper((request, send) => {
      seen.push(`${request.method} ${request.target}`);
      return send(request);
    });
    await page.evaluate(async (url) => {
      const { mteFetch } = mteRelay.createMteRelayClient({ relayUrl: url });
      for (let index = 0; index < 5; index++) await mteFetch(`${url}/secret/${index}`, { headers: { "x-a": "1" } });
    }, `http://127.0.0.1:${intermediary.port}`);
    expect(site.relay.upstream.seen.map(({ target }) => target)).toEqual([0, 1, 2, 3, 4].map((index) => `/secret/${index}`));
    expect(seen).toEqual([
      "OPTIONS /api/mte-pair",
      "POST /api/mte-pair",
      "OPTIONS /api/mte-relay",
      ...Array(5).fill("GET /api/mte-relay"),
    ]);
    await intermediary[Symbol.asyncDispose]();
  });

  it("says clearly that the page's origin may not be allowed, and nothing reaches the upstream", async () => {
    await using stranger = await servePages();
    const { page: other } = await site.openPage(browser, stranger.origin);
    const error = await other.evaluate(
      (url) => mteFetch(url).catch(({ code, message }: { code: string; message: string }) => `${code}: ${message}`),
      site.relay.url,
    );
    expect(error).toBe("network: Failed to fetch (the relay cannot be reached, or does not allow this page's origin)");
    expect(site.relay.upstream.seen).toEqual([]);
  });

  it("accepts relative urls on a page of the relay's own origin", async () => {
    site.relay.upstream.handle((_request, response) => response.writeHead(200, { "content-type": "text/html" }).end("own"));
    const own = await browser.newPage();
    await own.goto(`${site.relay.url}/page`);
    await own.addScriptTag({ url: "/public/mte-relay-client.js" });
    const facts = await own.evaluate(async () => {
      const { type, url, status } = await mteFetch("relative?x");
      return { type, url, status };
    });
    expect(facts).toEqual({ type: "basic", url: `${site.relay.url}/relative?x`, status: 200 });
    expect(site.relay.upstream.seen[1]).toMatchObject({ method: "GET", target: "/relative?x" });
  });

  it("refuses a url of another origin instead of calling it in the clear", async () => {
    const error = await page.evaluate(() => mteFetch("/relative").catch(({ message }: Error) => message));
    expect(error).toBe(`the url must be one of the relay such as "${site.relay.url}/api", got one of "${site.pages.origin}"`);
  });

  it("reports how much of an upload has left the machine, not how much is sealed", async () => {
    const halfWay = Promise.withResolvers<void>();
    site.relay.upstream.handle(async (request, response) => {
      request.pause();
      await halfWay.promise;
      request.resume().on("end", () => response.end("taken"));
    });
    await page.exposeFunction("halfWay", halfWay.resolve);
    const result = await page.evaluate(async (url) => {
      const parts: number[] = [];
      const onUploadProgress = ({ loaded, total }: { loaded: number; total: number | undefined }) => {
        parts.push(loaded / (total ?? 0));
        (globalThis as unknown as { halfWay(): void }).halfWay();
      };
      // Far more than the sockets on the way can buffer.
      const body = new Blob([new Uint8Array(24_000_000)]);
      const answer = await mteFetch(`${url}/blob`, { method: "PUT", body, mte: { onUploadProgress } });
      return { text: await answer.text(), first: parts[0] ?? 1, last: parts.at(-1) };
    }, site.relay.url);
    expect(result).toMatchObject({ text: "taken", last: 1 });
    expect(result.first).toBeLessThan(1);
    expect(site.relay.upstream.seen[0]?.body.length).toBe(24_000_000);
  });

  it("streams an upload while it is being written over HTTP/2", async () => {
    await using front = await http2Front(site.relay.port);
    await page.exposeFunction("arrived", () => site.relay.upstream.arrived(1));
    const length = await page.evaluate(async (url) => {
      const { mteFetch } = mteRelay.createMteRelayClient({ relayUrl: url });
      let pieces = 0;
      const body = new ReadableStream(
        {
          async pull(controller) {
            // The end of the body comes after the upstream has seen its beginning.
            if (pieces++ === 1) await (globalThis as unknown as { arrived(): Promise<void> }).arrived();
            if (pieces < 3) controller.enqueue(new Uint8Array(1000));
            else controller.close();
          },
        },
        { highWaterMark: 0 },
      );
      const init = { method: "POST", body, duplex: "half", mte: { stream: true } };
      return (await (await mteFetch(url, init)).arrayBuffer()).byteLength;
    }, front.origin);
    expect(length).toBe(2000);
    expect(site.relay.upstream.seen).toHaveLength(1);
  });

  it("reads an early answer to a stream over HTTP/2", async () => {
    site.relay.upstream.handle((_request, response) => response.writeHead(401, { "content-length": 4 }).end("who?"));
    await using front = await http2Front(site.relay.port);
    const result = await page.evaluate(async (url) => {
      const { mteFetch } = mteRelay.createMteRelayClient({ relayUrl: url });
      let pieces = 0;
      // Chromium shows no answer before it has sent the whole body, so this one comes to an end.
      const body = new ReadableStream({
        pull: (controller) => (pieces++ < 100 ? controller.enqueue(new Uint8Array(100_000)) : controller.close()),
      });
      const answer = await mteFetch(url, { method: "POST", body, duplex: "half", mte: { stream: true } } as RequestInit);
      return [answer.status, await answer.text()];
    }, front.origin);
    expect(result).toEqual([401, "who?"]);
  });

  it("reads an answer while it is being written, and aborts in the middle of it", async () => {
    site.relay.upstream.handle((_request, response) => response.writeHead(200).write("first"));
    const name = await page.evaluate(async (url) => {
      const controller = new AbortController();
      const response = await mteFetch(url, { signal: controller.signal });
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      const first = new TextDecoder().decode((await reader.read()).value);
      const next = reader.read();
      controller.abort(new Error("my reason"));
      const other = new AbortController();
      const text = (await mteFetch(url, { signal: other.signal })).text();
      other.abort();
      return [first, await next.catch((error: Error) => error.message), await text.catch((error: Error) => error.name)];
    }, site.relay.url);
    expect(name).toEqual(["first", "my reason", "AbortError"]);
    expect(await site.relay.upstream.seen[0]?.over).toBe(false);
  });
});
