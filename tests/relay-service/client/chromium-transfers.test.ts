import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import type * as Client from "../../../relay-service/client/mte-relay-client.d.mts";
import { describeWithChromium, launchChromium } from "../../support/chromium.ts";
import { http2Front } from "../../support/http2-front.ts";
import { clientSite } from "./client-site.ts";

/** What the script defines on a page. */
declare const mteFetch: typeof Client.mteFetch;
declare const mteRelay: typeof Client;

describeWithChromium("bodies in Chromium", () => {
  const site = clientSite();
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launchChromium("--ignore-certificate-errors");
    ({ page } = await site.openPage(browser));
  });
  afterAll(() => browser.close());

  it("tells of an upload how much has left the machine, not how much is sealed", async () => {
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
      // Far more than the sockets on the way can hold.
      const body = new Blob([new Uint8Array(24_000_000)]);
      const answer = await mteFetch(`${url}/blob`, { method: "PUT", body, mte: { onUploadProgress } });
      return { text: await answer.text(), first: parts[0] ?? 1, last: parts.at(-1) };
    }, site.relay.url);
    expect(result).toMatchObject({ text: "taken", last: 1 });
    expect(result.first).toBeLessThan(1);
    expect(site.relay.upstream.seen[0]?.body.length).toBe(24_000_000);
  });

  it("streams an upload while it is written, where the connection is HTTP/2", async () => {
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

  it("reads an answer while it is written, and leaves in the middle of it", async () => {
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
