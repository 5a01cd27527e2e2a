import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { PublicFile } from "../../../../relay-service/src/server/public-files.ts";
import { builtClient } from "../../../support/browsers/built-client.ts";
import { type PageServer, servePages } from "../../../support/browsers/page-server.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";

/** A relay that serves the client, its upstream that sends each body back, and a web server of another origin. */
export interface ClientSite {
  readonly relay: RelayUnderTest;
  readonly pages: PageServer;
  /** SRI of each script of the client. */
  readonly integrity: Readonly<Record<string, string>>;
  publicFile(name: string): PublicFile;
  /** A page of `origin`, by default another than the relay's, with the classic script on it; and the paths of all it has fetched. */
  openPage(browser: Browser, origin?: string): Promise<{ page: Page; loaded: string[] }>;
}

/** Sets up the site for the tests around it; it can be used in tests and hooks only. */
export function clientSite(): ClientSite {
  const site = {} as { -readonly [Part in keyof ClientSite]: ClientSite[Part] };

  beforeAll(async () => {
    const { publicFiles, files } = await builtClient();
    site.integrity = Object.fromEntries(files.map((file) => [file.name, file.integrity]));
    site.publicFile = (name) => publicFiles.get(name) as PublicFile;
    site.pages = await servePages();
    site.relay = await runRelay({
      // Bodies above one byte are passed on while they arrive, so that streaming is visible.
      env: { CORS_ORIGINS: site.pages.origin, VERIFY_BODY_BYTES: "1", PASS_THROUGH_ROUTES: "/page", MAX_BODY_BYTES: "30000000" },
      publicFiles,
    });
  });
  afterAll(async () => {
    await site.relay.close();
    await site.pages[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    site.relay.upstream.seen.length = 0;
    site.relay.upstream.handle((request, response) => {
      response.writeHead(200, { "content-type": request.headers["content-type"] ?? "text/plain", "x-path": request.url ?? "" });
      request.pipe(response);
    });
  });

  site.openPage = async (browser, origin = site.pages.origin) => {
    const page = await browser.newPage();
    const loaded: string[] = [];
    page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
    await page.goto(`${origin}/`);
    await page.addScriptTag({ url: `${site.relay.url}/public/mte-relay-client.js` });
    return { page, loaded };
  };
  return site;
}
