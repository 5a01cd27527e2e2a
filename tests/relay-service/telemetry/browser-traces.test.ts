import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type * as Client from "../../../relay-service/client/mte-relay-client.d.mts";
import { builtClient } from "../../support/browsers/built-client.ts";
import { describeWithChromium, launchChromium } from "../../support/browsers/chromium.ts";
import { servePages } from "../../support/browsers/page-server.ts";
import { otlpReceiver } from "../../support/relay/otlp-receiver.ts";
import { runRelay } from "../../support/relay/running-relay.ts";

/** What the script defines on a page. */
declare const mteFetch: typeof Client.mteFetch;

const TRACE_ID = "0af7651916cd43dd8448eb211c80319c";
const TRACEPARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;
const CLAIMED = "00-11111111111111111111111111111111-2222222222222222-01";

describeWithChromium("a trace of a page in Chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it("goes on in the relay and the upstream, also where a script of the page adds another to what fetch sends", async () => {
    await using pages = await servePages();
    await using collector = await otlpReceiver();
    const { publicFiles } = await builtClient();
    await using relay = await runRelay({
      env: { CORS_ORIGINS: pages.origin, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
      publicFiles,
    });
    const page = await browser.newPage();
    const claims: string[] = [];
    page.on("request", (request) => claims.push(request.headers().traceparent ?? "none"));
    await page.goto(`${pages.origin}/`);
    // As instrumentation of pages does: it sees the sealed request only.
    await page.evaluate((claimed) => {
      const { fetch } = globalThis;
      globalThis.fetch = (input, init) => {
        const headers = new Headers(init?.headers);
        headers.set("traceparent", claimed);
        return fetch(input, { ...init, headers });
      };
    }, CLAIMED);
    await page.addScriptTag({ url: `${relay.url}/public/mte-relay-client.js` });
    const ask = (headers: Record<string, string>) =>
      page.evaluate(async ([url, all]) => (await mteFetch(`${url}/orders`, { headers: all })).status, [
        relay.url,
        headers,
      ] as const);
    expect(await ask({ traceparent: TRACEPARENT, tracestate: "page=1" })).toBe(200);
    expect(await ask({})).toBe(200);
    expect(claims).toContain(CLAIMED);
    await relay.relay.stop();
    const [traced, untraced] = relay.upstream.seen.map(({ headers }) => headers);
    expect(traced).toMatchObject({ traceparent: expect.stringContaining(TRACE_ID), tracestate: "page=1" });
    expect(collector.spans.map(({ traceId }) => traceId === TRACE_ID)).toEqual([true, true, false, false]);
    expect(untraced?.traceparent).toContain(collector.spans[2]?.traceId);
    expect(JSON.stringify([relay.upstream.seen, collector.spans])).not.toContain("1111111111111111");
  });
});
