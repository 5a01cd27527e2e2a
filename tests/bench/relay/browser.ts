import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import type * as Client from "../../../relay-service/client/mte-relay-client.d.mts";
import { CHROMIUM_MISSING, launchChromium } from "../../support/browsers/chromium.ts";
import { servePages } from "../../support/browsers/page-server.ts";
import type { Extent } from "./load/extent.ts";
import { startBuiltRelay } from "./machine/built-relay.ts";
import { RELAY_ENV } from "./machine/stage.ts";
import { type Row, spread } from "./row.ts";

/** What the script defines on a page. */
declare const mteRelay: typeof Client;

const CALLS = 200;
const AT_ONCE = 100;
const LARGE_BYTES = 20 * 2 ** 20;
/** Milliseconds; see {@link measureBrowser}. */
const FIRST_CALL_MS = 50;

/** Milliseconds of each measurement on one page. */
interface Times {
  readonly first: number;
  readonly calls: readonly number[];
  readonly atOnce: number;
  readonly up: number;
  readonly down: number;
}

/**
 * What a page sees in Chromium, milliseconds: its first call, 200 calls one after the other, 100 at once, and 20 MB in each direction. Each is
 * measured by `mteFetch` through a relay, and by `fetch` from the API itself, on a new page of another origin. Empty without Chromium.
 */
export async function measureBrowser({ rounds }: Extent): Promise<Row[]> {
  if (CHROMIUM_MISSING !== undefined) {
    console.log(`no figures of a browser: ${CHROMIUM_MISSING}`);
    return [];
  }
  await using pages = await servePages();
  const api = await startApi(pages.origin);
  const relay = await startBuiltRelay({ ...RELAY_ENV, UPSTREAM: api.url, CORS_ORIGINS: pages.origin });
  const relayUrl = `http://127.0.0.1:${relay.port}`;
  for (const [path, attribute] of [
    ["/late", ""],
    ["/early", "data-pair-early"],
  ] as const) {
    pages.put(path, {
      content: `<!doctype html><title></title><script src="${relayUrl}/public/mte-relay-client.js" ${attribute}></script>`,
    });
  }
  const browser = await launchChromium();
  try {
    const measured = { late: [] as Times[], early: [] as Times[], plain: [] as Times[] };
    for (let round = 0; round < 2 * rounds + 1; round++) {
      measured.plain.push(await measurePage(browser, `${pages.origin}/late`, api.url, "plain"));
      measured.late.push(await measurePage(browser, `${pages.origin}/late`, relayUrl, "late"));
      measured.early.push(await measurePage(browser, `${pages.origin}/early`, relayUrl, "early"));
    }
    const figures = (read: (times: Times) => number) => ({
      late: spread(measured.late.map(read)),
      early: spread(measured.early.map(read)),
      plain: spread(measured.plain.map(read)),
    });
    const row = (what: string, read: (times: Times) => number): Row => {
      const { early, plain } = figures(read);
      return { what, relay: shown(early.value), nginx: shown(plain.value), ...early };
    };
    const first = figures(({ first: ms }) => ms);
    return [
      {
        what: "browser: first call, not paired (ms)",
        relay: shown(first.late.value),
        nginx: shown(first.plain.value),
        ...first.late,
      },
      {
        ...row("browser: first call, paired early (ms)", (times) => times.first),
        gate: { most: FIRST_CALL_MS },
      },
      row(`browser: call, median of ${CALLS} (ms)`, ({ calls }) => at(calls, 0.5)),
      row(`browser: call, 95 % of ${CALLS} (ms)`, ({ calls }) => at(calls, 0.95)),
      row(`browser: ${AT_ONCE} calls at once (ms)`, ({ atOnce }) => atOnce),
      row("browser: 20 MB up (ms)", ({ up }) => up),
      row("browser: 20 MB down (ms)", ({ down }) => down),
    ];
  } finally {
    await browser.close();
    await relay.stop();
    api.close();
  }
}

/** Opens a page of its own, so that nothing is kept from the previous one, and measures on it. */
async function measurePage(browser: Browser, address: string, url: string, how: "plain" | "late" | "early"): Promise<Times> {
  const page: Page = await browser.newPage();
  try {
    await page.goto(address);
    return await page.evaluate(
      async ({ url, how, CALLS, AT_ONCE, LARGE_BYTES }) => {
        const send = how === "plain" ? fetch : mteRelay.mteFetch;
        // The page has loaded before people use it; until then the pair is made.
        if (how === "early") await mteRelay.pairEarly();
        const call = async (path: string, init?: RequestInit) => {
          const started = performance.now();
          const { byteLength } = await (await send(url + path, init)).arrayBuffer();
          return { ms: performance.now() - started, byteLength };
        };
        const first = (await call("/1k")).ms;
        const calls: number[] = [];
        while (calls.length < CALLS) calls.push((await call("/1k")).ms);
        const started = performance.now();
        await Promise.all(Array.from({ length: AT_ONCE }, () => call("/1k")));
        const atOnce = performance.now() - started;
        const up = await call("/sink", { method: "POST", body: new Uint8Array(LARGE_BYTES) });
        const down = await call("/large");
        if (down.byteLength !== LARGE_BYTES) throw new Error(`${down.byteLength} bytes arrived`);
        return { first, calls, atOnce, up: up.ms, down: down.ms };
      },
      { url, how, CALLS, AT_ONCE, LARGE_BYTES },
    );
  } finally {
    await page.close();
  }
}

/** An API of another origin than the page, which allows the page to call it. */
async function startApi(pageOrigin: string): Promise<{ url: string; close(): void }> {
  const answers: Readonly<Record<string, Buffer>> = { "/1k": Buffer.alloc(1024, "a"), "/large": Buffer.alloc(LARGE_BYTES, "b") };
  const server = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", pageOrigin);
    request.resume().on("end", () => response.end(answers[request.url ?? ""] ?? "ok"));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close() };
}

/** The value below which `part` of the values are. */
function at(values: readonly number[], part: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;
}

function shown(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}
