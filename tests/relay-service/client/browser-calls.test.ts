import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type * as Client from "../../../relay-service/client/mte-relay-client.d.mts";
import { describeWithChromium, launchChromium } from "../../support/chromium.ts";
import { hostileBox, repeatAndAlter } from "../../support/hostile-box.ts";
import { servePages } from "../../support/page-server.ts";
import { clientSite } from "./client-site.ts";

/** What the script defines on a page. */
declare const mteFetch: typeof Client.mteFetch;
declare const mteRelay: typeof Client;

describeWithChromium("calls in Chromium", () => {
  const site = clientSite();
  let browser: Browser;
  let page: Page;
  let loaded: string[];

  beforeAll(async () => {
    browser = await launchChromium();
    ({ page, loaded } = await site.openPage(browser));
  });
  afterAll(() => browser.close());

  it("follows redirects as a browser does", async () => {
    site.relay.upstream.handle((request, response) => {
      if (request.url === "/end") response.end(request.method);
      else if (request.url === "/away") response.writeHead(302, { location: "https://elsewhere.example/" }).end();
      else response.writeHead(302, { location: "/end" }).end();
    });
    const results = await page.evaluate(async (url) => {
      const followed = await mteFetch(`${url}/start`, { method: "POST", body: "x" });
      const manual = await mteFetch(`${url}/start`, { redirect: "manual" });
      const away = await mteFetch(`${url}/away`).catch((error: Error) => [error instanceof TypeError, error.name]);
      return [
        [followed.url, followed.redirected, await followed.text()],
        [manual.type, manual.status, manual.url, manual.body, manual.clone().type],
        away,
      ];
    }, site.relay.url);
    expect(results).toEqual([
      [`${site.relay.url}/end`, true, "GET"],
      ["opaqueredirect", 0, `${site.relay.url}/start`, null, "opaqueredirect"],
      [true, "RelayError"],
    ]);
  });

  it("sends and keeps cookies when it is told to", async () => {
    site.relay.upstream.handle((request, response) => {
      response.writeHead(200, { "set-cookie": "id=1; Path=/; HttpOnly" }).end(request.headers.cookie ?? "none");
    });
    const texts = await page.evaluate(async (url) => {
      const ask = async (credentials: RequestCredentials) => (await mteFetch(url, { credentials })).text();
      return [await ask("include"), await ask("include"), await ask("omit"), await ask("same-origin")];
    }, site.relay.url);
    expect(texts).toEqual(["none", "id=1", "none", "none"]);
    await page.context().clearCookies();
  });

  it("serves 40 calls at once by one pairing", async () => {
    loaded.length = 0;
    const texts = await page.evaluate(async (url) => {
      const { mteFetch } = mteRelay.createMteRelayClient();
      const calls = Array.from({ length: 40 }, (_, index) => mteFetch(url, { method: "POST", body: `${index}` }));
      return Promise.all((await Promise.all(calls)).map((response) => response.text()));
    }, site.relay.url);
    expect(texts).toEqual(Array.from({ length: 40 }, (_, index) => `${index}`));
    expect(loaded.filter((path) => path === "/api/mte-pair")).toHaveLength(1);
  });

  it("shows a box in the middle one path, which the browser asks for permission once", async () => {
    const box = await hostileBox(site.relay.port);
    const seen: string[] = [];
    box.tamper((request, send) => {
      seen.push(`${request.method} ${request.target}`);
      return send(request);
    });
    await page.evaluate(async (url) => {
      const { mteFetch } = mteRelay.createMteRelayClient({ relayUrl: url });
      for (let index = 0; index < 5; index++) await mteFetch(`${url}/secret/${index}`, { headers: { "x-a": "1" } });
    }, `http://127.0.0.1:${box.port}`);
    expect(site.relay.upstream.seen.map(({ target }) => target)).toEqual([0, 1, 2, 3, 4].map((index) => `/secret/${index}`));
    expect(seen).toEqual([
      "OPTIONS /api/mte-pair",
      "POST /api/mte-pair",
      "OPTIONS /api/mte-relay",
      ...Array(5).fill("GET /api/mte-relay"),
    ]);
    await box[Symbol.asyncDispose]();
  });

  it("lets a box in the middle neither repeat a request nor alter an answer", async () => {
    const box = await hostileBox(site.relay.port);
    const repeated: (string | undefined)[] = [];
    box.tamper(repeatAndAlter(repeated));
    const code = await page.evaluate(async (url) => {
      const { mteFetch } = mteRelay.createMteRelayClient({ relayUrl: url });
      const response = await mteFetch(`${url}/`, { method: "POST", body: "text" });
      return response.text().catch((error: { code: string }) => error.code);
    }, `http://127.0.0.1:${box.port}`);
    expect(code).toBe("body");
    expect(repeated).toEqual(["replay"]);
    expect(site.relay.upstream.seen).toHaveLength(1);
    await box[Symbol.asyncDispose]();
  });

  it("is told clearly that its origin is not allowed, and nothing reaches the upstream", async () => {
    await using stranger = await servePages();
    const { page: other } = await site.openPage(browser, stranger.origin);
    const error = await other.evaluate(
      (url) => mteFetch(url).catch(({ code, message }: { code: string; message: string }) => `${code}: ${message}`),
      site.relay.url,
    );
    expect(error).toBe("network: the relay cannot be reached, or does not allow this page's origin");
    expect(site.relay.upstream.seen).toEqual([]);
  });

  it("takes relative urls on a page of the relay's own origin", async () => {
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

  it("refuses a url that is not the relay's, rather than call it in the clear", async () => {
    const error = await page.evaluate(() => mteFetch("/relative").catch(({ message }: Error) => message));
    expect(error).toBe(`the url must be one of the relay such as "${site.relay.url}/api", got one of "${site.pages.origin}"`);
  });
});
