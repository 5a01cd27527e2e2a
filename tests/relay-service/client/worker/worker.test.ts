import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { describeWithChromium, launchChromium, NO_NATIVE_KEM } from "../../../support/browsers/chromium.ts";
import { clientSite } from "../browsers/client-site.ts";

/** What the setup script defines on a page. */
declare const mteRelayWorker: { readonly ready: Promise<void> };

const OTHER_PIN = "ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s";

describeWithChromium("a page whose service worker seals its calls", () => {
  const site = clientSite();
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    // Without native ML-KEM, so that the key exchange in the worker's own file is used.
    browser = await launchChromium(NO_NATIVE_KEM);
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    context = await browser.newContext();
    serveWorker(`importScripts("${site.relay.url}/public/mte-relay-worker.js")`);
  });
  afterEach(() => context.close());

  const serveWorker = (content: string) => site.pages.put("/mte-relay-worker.js", { type: "text/javascript", content });

  /** Opens a page with the setup script and then `script`, which knows nothing of the relay. */
  async function open(script: string, attributes = ""): Promise<Page> {
    site.pages.put("/worker.html", {
      content: `<!doctype html><title></title><script src="${site.relay.url}/public/mte-relay-worker-setup.js" ${attributes}></script>
        <script>const api = "${site.relay.url}"; ${script}</script>`,
    });
    const page = await context.newPage();
    await page.goto(`${site.pages.origin}/worker.html`);
    return page;
  }
  const outcome = (page: Page) => page.evaluate("outcome") as Promise<unknown>;
  const asked = () => site.relay.upstream.seen.map(({ method, target }) => `${method} ${target}`);

  it("seals fetch and XMLHttpRequest from the first call on the first load, without a change of the page", async () => {
    const page = await open(`
      const byXhr = new Promise((resolve, reject) => {
        const xhr = new XMLHttpRequest();
        xhr.open("PUT", api + "/xhr?q=1");
        xhr.setRequestHeader("x-own", "xhr");
        xhr.onload = () => resolve([xhr.status, xhr.responseText, xhr.getResponseHeader("x-path")]);
        xhr.onerror = reject;
        xhr.send("by xhr");
      });
      const byFetch = fetch(api + "/fetch", { method: "POST", body: "by fetch", headers: { "x-own": "fetch" } })
        .then(async (answer) => [answer.status, await answer.text(), answer.headers.get("x-path")]);
      var outcome = Promise.all([byXhr, byFetch]);`);
    expect(await outcome(page)).toEqual([
      [200, "by xhr", "/xhr?q=1"],
      [200, "by fetch", "/fetch"],
    ]);
    // Nothing but sealed messages reaches the upstream of this relay, which refuses a clear request for these paths.
    expect(asked().toSorted()).toEqual(["POST /fetch", "PUT /xhr?q=1"]);
    expect(site.relay.upstream.seen.map(({ headers }) => headers.origin)).toEqual([site.pages.origin, site.pages.origin]);
  });

  it("streams answers and large bodies, and an abort of the page reaches the upstream", async () => {
    site.relay.upstream.handle((request, response) => {
      if (request.url === "/endless") response.writeHead(200, { "content-type": "text/plain" }).write("first");
      else request.pipe(response.writeHead(200));
    });
    const page = await open(`var outcome = (async () => {
      const large = await (await fetch(api + "/large", { method: "POST", body: new Uint8Array(3_000_000).fill(7) })).arrayBuffer();
      const controller = new AbortController();
      const endless = await fetch(api + "/endless", { signal: controller.signal });
      const { value } = await endless.body.getReader().read();
      controller.abort();
      return [large.byteLength, new TextDecoder().decode(value)];
    })();`);
    expect(await outcome(page)).toEqual([3_000_000, "first"]);
    expect(await site.relay.upstream.seen.find(({ target }) => target === "/endless")?.over).toBe(false);
  });

  it("seals calls to paths like the relay's own, but lets the client's own requests through", async () => {
    const page = await open(`var outcome = (async () => {
      const calls = [["POST", "/public/api/orders"], ["PUT", "/healthz/x"], ["GET", "/public/report?token=1"], ["GET", "/api/mte-echo/x"]];
      const statuses = [];
      for (const [method, path] of calls) statuses.push((await fetch(api + path, { method })).status);
      const script = await fetch(api + "/public/mte-relay-client.js");
      const { mteFetch } = await import(api + "/public/mte-relay-client.mjs");
      return [...statuses, (await script.text()).length > 1000, (await mteFetch(api + "/own")).status];
    })();`);
    expect(await outcome(page)).toEqual([200, 200, 200, 200, true, 200]);
    expect(asked()).toEqual([
      "POST /public/api/orders",
      "PUT /healthz/x",
      "GET /public/report?token=1",
      "GET /api/mte-echo/x",
      "GET /own",
    ]);
  });

  it("leaves calls to other origins alone", async () => {
    site.pages.put("/own.txt", { content: "own", type: "text/plain" });
    const page = await open(`var outcome = fetch("/own.txt").then((answer) => answer.text());`);
    expect(await outcome(page)).toBe("own");
    expect(await page.evaluate("mteRelayWorker.ready.then(() => fetch('/own.txt')).then((answer) => answer.text())")).toBe("own");
    expect(asked()).toEqual([]);
  });

  it("works on pages of the relay's own origin, with the worker that the relay serves", async () => {
    site.relay.upstream.handle((request, response) => {
      if (request.url !== "/page") return void request.pipe(response.writeHead(200, { "content-type": "text/plain" }));
      response.writeHead(200, { "content-type": "text/html" });
      response.end(`<!doctype html><title></title><script src="/public/mte-relay-worker-setup.js"></script>
        <script>var outcome = fetch("/own", { method: "POST", body: "same origin" }).then((answer) => answer.text());</script>`);
    });
    const page = await context.newPage();
    await page.goto(`${site.relay.url}/page`);
    expect(await outcome(page)).toBe("same origin");
    expect(asked()).toEqual(["GET /page", "POST /own"]);
  });

  /** The worker of this build, and another build of it, which only says another version. */
  function workerVersions(): { current: string; older: string } {
    const [current = "", setup = ""] = ["mte-relay-worker.js", "mte-relay-worker-setup.js"].map(
      (name) => `${site.publicFile(name).content}`,
    );
    // The other one is the pin in the example of an error.
    const version = setup.match(/[\w-]{43}/g)?.find((text) => text !== OTHER_PIN && current.includes(text)) ?? "";
    const older = current.replace(version, "the-previous-version");
    expect(older).not.toBe(current);
    expect(older).toContain("the-previous-version");
    return { current, older };
  }

  const everyWay = `
    const failed = (call) => Promise.resolve().then(call).then(() => "sent", ({ name, code }) => name + " " + code);
    const xhr = () => new Promise((resolve, reject) => {
      const events = [];
      const request = new XMLHttpRequest();
      request.open("POST", api + "/secret");
      for (const type of ["load", "error", "loadend"]) request.addEventListener(type, () => events.push(type));
      request.addEventListener("loadend", () => resolve(events.join()));
      request.send("secret");
    });
    const sync = () => new XMLHttpRequest().open("GET", api + "/secret", false);
    const undefinedIsSync = () => new XMLHttpRequest().open("GET", api + "/secret", undefined);
    const changing = () => { let reads = 0; return { toString: () => (reads++ === 0 ? "/own.txt" : api + "/secret") }; };
    var outcome = Promise.all([failed(() => fetch(api + "/secret?token=1")), xhr(), failed(sync), failed(undefinedIsSync), fetch(changing()).then(({ url }) => new URL(url).origin === origin),
      navigator.sendBeacon(api + "/secret", "secret"), failed(() => new EventSource(api + "/secret")),
      navigator.sendBeacon(changing(), "x"), failed(() => new URL(new EventSource(changing()).url).origin === origin || Promise.reject({}))]);`;

  it.each([
    ["is missing", () => site.pages.put("/mte-relay-worker.js", { content: "", type: "text/html" }), ""],
    ["throws", () => serveWorker("throw new Error('broken')"), ""],
    ["is at another origin", () => {}, `data-worker="https://other.example.com/mte-relay-worker.js"`],
  ])("sends nothing in any way when the worker %s", async (_why, prepare, attributes) => {
    prepare();
    const page = await open(everyWay, attributes);
    expect(await outcome(page)).toEqual([
      "RelayError worker",
      "error,loadend",
      "InvalidAccessError 15",
      "InvalidAccessError 15",
      true,
      false,
      "RelayError worker",
      true,
      "sent",
    ]);
    expect(asked()).toEqual([]);
  });

  it("does not install a worker with wrong options, and says what is wrong", async () => {
    const page = await context.newPage();
    const problem = page.waitForEvent("pageerror");
    site.pages.put("/wrong.html", {
      content: `<!doctype html><script src="${site.relay.url}/public/mte-relay-worker-setup.js" data-relay-keys=""></script>`,
    });
    await page.goto(`${site.pages.origin}/wrong.html`);
    expect((await problem).message).toContain("relay-keys must be a list of Ed25519 public keys");
  });

  it("talks to a pinned relay only", async () => {
    const page = await open(
      `var outcome = fetch(api + "/secret").then(() => "sent", ({ name }) => name);`,
      `data-relay-keys="${OTHER_PIN}"`,
    );
    expect(await outcome(page)).toBe("TypeError");
    expect(asked()).toEqual([]);
  });

  it("does not rely on a worker of an older version, and uses the current one as soon as it is served", async () => {
    const { current, older } = workerVersions();
    serveWorker(older);
    const first = await open(
      `var outcome = fetch(api + "/x", { method: "POST", body: "sealed" }).then((answer) => answer.text());`,
    );
    // The call waits. Then the current worker is deployed, and the page asks for it by itself.
    expect(await first.evaluate("navigator.serviceWorker.ready.then(({ active }) => active !== null)")).toBe(true);
    expect(asked()).toEqual([]);
    serveWorker(current);
    await first.evaluate("navigator.serviceWorker.ready.then((registration) => registration.update()).then(() => {})");
    expect(await outcome(first)).toBe("sealed");
  });

  it("fails when only a worker of an older version is served", async () => {
    serveWorker(workerVersions().older);
    const page = await context.newPage();
    await page.clock.install();
    site.pages.put("/old.html", {
      content: `<!doctype html><title></title><script src="${site.relay.url}/public/mte-relay-worker-setup.js"></script>
        <script>var outcome = fetch("${site.relay.url}/x").then(() => "sent", ({ message }) => message);</script>`,
    });
    await page.goto(`${site.pages.origin}/old.html`);
    await page.evaluate("navigator.serviceWorker.ready.then(() => {})");
    let isOver = false;
    const ended = outcome(page).finally(() => {
      isOver = true;
    });
    while (!isOver) await page.clock.runFor(1000);
    expect(await ended).toBe("the service worker /mte-relay-worker.js is of another version, or has other options");
    expect(asked()).toEqual([]);
  });
});
