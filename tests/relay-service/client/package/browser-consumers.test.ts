import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build as esbuild } from "esbuild";
import type { Browser } from "playwright-core";
import { createServer, build as vite } from "vite";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { describeWithChromium, launchChromium, NO_NATIVE_KEM, outcomeOf } from "../../../support/browsers/chromium.ts";
import { type PageServer, servePages } from "../../../support/browsers/page-server.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";
import { packageProject } from "./package-project.ts";

/** A program of a page: it calls the relay that the query names, and shows the answer. */
const PAGE_PROGRAM = `import { mteFetch } from "mte-relay-client";
const relay = new URLSearchParams(location.search).get("relay");
mteFetch(relay + "/api/orders?x=1", { method: "POST", body: "sealed" })
  .then(async (answer) => [await answer.text(), "done"], (error) => [error.message + error.cause, "failed"])
  .then(([text, title]) => { document.body.textContent = text; document.title = title; });`;
const PAGE = (src: string) => `<!doctype html><title></title><body><script type="module" src="${src}"></script>`;
const ANSWER = { method: "POST", target: "/api/orders?x=1", body: "sealed" };

/** No policy can be stricter with a script of the page's own origin. */
const strictPolicy = (relay: string) =>
  `default-src 'none'; script-src 'self'; connect-src ${relay}; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'`;

describeWithChromium("the npm package in Chromium", () => {
  const project = packageProject();
  let pages: PageServer;
  let relay: RelayUnderTest;
  beforeAll(async () => {
    pages = await servePages();
    // It serves no client, so a page cannot have loaded anything from it.
    relay = await runRelay({ env: { CORS_ORIGINS: pages.origin } });
    const worker = `import { mteFetch } from "mte-relay-client";
      onmessage = ({ data, ports }) => mteFetch(data + "/api/orders?x=1", { method: "POST", body: "sealed" })
        .then((answer) => answer.text()).catch(String).then((text) => ports[0].postMessage(text));`;
    project.write("without-kem.js", worker);
    project.write("with-kem.js", `import "mte-relay-client/kem"; ${worker}`);
    project.write("app.js", PAGE_PROGRAM);
    const absWorkingDir = project.folder;
    const esbuilt = { absWorkingDir, outdir: ".", bundle: true, minify: true, write: false } as const;
    const entries = ["app.js", "with-kem.js", "without-kem.js"];
    const split = await esbuild({ ...esbuilt, entryPoints: entries, splitting: true, format: "esm", allowOverwrite: true });
    for (const { path, contents } of split.outputFiles) serve(path.replace(project.folder, "/split"), contents);
    const [whole] = (await esbuild({ ...esbuilt, entryPoints: ["app.js"], format: "iife", allowOverwrite: true })).outputFiles;
    if (whole) serve("/whole/app.js", whole.contents);
    project.write("index.html", PAGE("/app.js"));
    await vite({ root: project.folder, base: "/vite/", configFile: false, logLevel: "silent" });
    const dist = join(project.folder, "dist");
    for (const name of readdirSync(dist, { recursive: true, encoding: "utf8" })) {
      if (/\.(js|html)$/.test(name)) serve(`/vite/${name}`, readFileSync(join(dist, name)));
    }
    for (const kind of ["split", "whole"]) serve(`/${kind}/index.html`, Buffer.from(PAGE(`/${kind}/app.js`)));
  });
  afterAll(async () => {
    await relay.close();
    await pages[Symbol.asyncDispose]();
  });
  beforeEach(() => {
    relay.upstream.seen.length = 0;
  });

  function serve(path: string, content: Uint8Array): void {
    const headers = { "content-security-policy": strictPolicy(relay.url) };
    pages.put(path, { content, headers, type: path.endsWith(".js") ? "text/javascript" : "text/html" });
  }

  describe.each([
    ["with native ML-KEM,", []],
    ["without native ML-KEM,", [NO_NATIVE_KEM]],
  ] as const)("%s", (_name, flags) => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium(...flags);
    });
    afterAll(() => browser.close());

    async function load(url: string) {
      const page = await browser.newPage();
      const loaded: string[] = [];
      page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
      const { title, text } = await outcomeOf(page, url);
      await page.close();
      return { title, text, chunks: loaded.filter((path) => path.includes("mte-relay-kem")) };
    }

    it.each([
      ["a production build of Vite", "vite", true],
      ["esbuild with splitting", "split", true],
      ["esbuild as a single script", "whole", false],
    ])("makes a sealed call from %s, on a page with the strictest policy", async (_bundler, kind, splits) => {
      const { title, text, chunks } = await load(`${pages.origin}/${kind}/index.html?relay=${relay.url}`);
      expect([title, text]).toEqual(["done", expect.any(String)]);
      expect(JSON.parse(text)).toEqual(ANSWER);
      // The key exchange in JavaScript is a file of its own, which is loaded where it is needed.
      expect(new Set(chunks).size).toBe(splits && flags.length > 0 ? 1 : 0);
    });

    it.skipIf(flags.length === 0)("makes a sealed call from a service worker that has imported the key exchange", async () => {
      const page = await browser.newPage();
      await page.goto(`${pages.origin}/`);
      const answers = await page.evaluate(async (relay) => {
        const ask = async (script: string) => {
          const { installing } = await navigator.serviceWorker.register(script, { type: "module", scope: script });
          const { port1, port2 } = new MessageChannel();
          const answer = new Promise<string>((resolve) => {
            port1.onmessage = ({ data }) => resolve(data);
          });
          installing?.postMessage(relay, [port2]);
          return answer;
        };
        return [await ask("/split/with-kem.js"), await ask("/split/without-kem.js")];
      }, relay.url);
      expect(JSON.parse(answers[0] as string)).toEqual(ANSWER);
      expect(answers[1]).toBe('RelayError: a service worker has to import "mte-relay-client/kem" at its start');
    });

    it("seals the calls of an unchanged page by its worker, which the page's own origin serves", async () => {
      const type = "text/javascript";
      for (const name of ["mte-relay-worker-setup.js", "mte-relay-worker.js"]) {
        pages.put(`/unchanged/${name}`, { type, content: readFileSync(join(project.built.folder, name)) });
      }
      const unchanged = PAGE_PROGRAM.replace(/^import .*$/m, "").replace("mteFetch", "fetch");
      pages.put("/unchanged/app.js", { type, content: unchanged });
      pages.put("/unchanged/index.html", {
        content: `<!doctype html><title></title><body>
          <script src="mte-relay-worker-setup.js" data-origins="${relay.url}" data-scope="/unchanged/"></script>
          <script type="module" src="app.js"></script>`,
      });
      const { title, text } = await load(`${pages.origin}/unchanged/index.html?relay=${relay.url}`);
      expect([title, JSON.parse(text)]).toEqual(["done", ANSWER]);
    });

    it("makes a sealed call from a development server of Vite", async () => {
      const server = await createServer({
        root: project.folder,
        configFile: false,
        logLevel: "silent",
        server: { host: "127.0.0.1", port: 0, hmr: false, ws: false },
      });
      await server.listen();
      const origin = new URL(server.resolvedUrls?.local[0] as string).origin;
      await using own = await runRelay({ env: { CORS_ORIGINS: origin } });
      const { title, text } = await load(`${origin}/?relay=${own.url}`);
      await server.close();
      expect([title, JSON.parse(text)]).toEqual(["done", ANSWER]);
    });
  });
});
