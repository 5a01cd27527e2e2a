import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type * as Client from "../../../../relay-service/client/mte-relay-client.d.mts";
import { describeWithChromium, launchChromium, NO_NATIVE_KEM, outcomeOf } from "../../../support/browsers/chromium.ts";
import { clientSite } from "./client-site.ts";

/** What the script defines on a page. */
declare const mteFetch: typeof Client.mteFetch;
declare const mteRelay: typeof Client;

const OTHER_PIN = "ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s";

const BROWSERS = [
  ["with native ML-KEM,", []],
  ["without native ML-KEM,", [NO_NATIVE_KEM]],
] as const;

describeWithChromium("the client in Chromium", () => {
  const site = clientSite();
  const hashes = () => ["mte-relay-client.js", "mte-relay-kem.js"].map((name) => `'${site.integrity[name]}'`).join(" ");

  describe.each(BROWSERS)("%s", (_name, flags) => {
    let browser: Browser;

    beforeAll(async () => {
      browser = await launchChromium(...flags);
    });
    afterAll(() => browser.close());

    it("calls the upstream from a classic script, and loads the key exchange only when needed", async () => {
      const { page, loaded } = await site.openPage(browser);
      const answer = await page.evaluate(async (url) => {
        const response = await mteFetch(`${url}/api?x=1#y`, { method: "POST", body: "täxt", headers: { "x-own": "1" } });
        const { status, type, redirected, url: address } = response;
        return { status, type, redirected, address, text: await response.text(), path: response.headers.get("x-path") };
      }, site.relay.url);
      expect(answer).toEqual({
        status: 200,
        type: "cors",
        redirected: false,
        address: `${site.relay.url}/api?x=1`,
        text: "täxt",
        path: "/api?x=1",
      });
      expect(site.relay.upstream.seen[0]?.headers).toMatchObject({ "x-own": "1", origin: site.pages.origin, accept: "*/*" });
      const needed = flags.length > 0 ? ["/public/mte-relay-kem.js"] : [];
      expect(loaded.filter((path) => path.startsWith("/public/"))).toEqual(["/public/mte-relay-client.js", ...needed]);
    });

    it("has paired before the first call where the script says so, and that call needs no preflight", async () => {
      const page = await browser.newPage();
      const preflights: string[] = [];
      const network = await page.context().newCDPSession(page);
      await network.send("Network.enable");
      network.on("Network.requestWillBeSent", ({ request: { method, url } }) => {
        if (method === "OPTIONS") preflights.push(new URL(url).pathname);
      });
      site.pages.put("/early.html", {
        content: `<!doctype html><script src="${site.relay.url}/public/mte-relay-client.js" data-pair-early></script>`,
      });
      const paired = page.waitForResponse(
        (answer) => answer.url().endsWith("/api/mte-pair") && answer.request().method() === "POST",
      );
      const asked = page.waitForResponse((answer) => answer.url().endsWith("/api/mte-relay"));
      await page.goto(`${site.pages.origin}/early.html`);
      await Promise.all([paired, asked]);
      expect(preflights.toSorted()).toEqual(["/api/mte-pair", "/api/mte-relay"]);
      const loaded: string[] = [];
      page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
      expect(await page.evaluate(async (url) => (await mteFetch(`${url}/early`)).status, site.relay.url)).toBe(200);
      expect(loaded).toEqual(["/api/mte-relay"]);
      expect(preflights).toHaveLength(2);
    });

    it("pins the relay by an attribute of the script, and an empty one does not mean that there is no pin", async () => {
      const pin = (await (await fetch(`${site.relay.url}/api/mte-relay`)).json()) as { identity: { pub: string }[] };
      for (const [keys, outcome] of [
        [`${OTHER_PIN} ${pin.identity[0]?.pub}`, 200],
        [OTHER_PIN, "identity"],
        ["", "TypeError"],
      ] as const) {
        site.pages.put("/pinned.html", {
          content: `<!doctype html><script src="${site.relay.url}/public/mte-relay-client.js" data-relay-keys="${keys}"></script>`,
        });
        const page = await browser.newPage();
        await page.goto(`${site.pages.origin}/pinned.html`);
        const called = await page.evaluate(
          (url) =>
            mteFetch(url).then(
              ({ status }) => status,
              ({ code, name }: Client.RelayError) => code ?? name,
            ),
          site.relay.url,
        );
        expect(called).toBe(outcome);
        await page.close();
      }
    });

    it("calls the upstream from a module, in a page and in a worker", async () => {
      const code = `import { mteFetch, RelayError } from "${site.relay.url}/public/mte-relay-client.mjs";
        const answer = await mteFetch("${site.relay.url}/", { method: "POST", body: "from a module" });
        const text = await answer.text();`;
      const page = `<!doctype html><title></title><body><script type="module">${code}
        document.body.textContent = text; document.title = "done"</script>`;
      site.pages.put("/module.html", { content: page });
      const opened = await browser.newPage();
      expect(await outcomeOf(opened, `${site.pages.origin}/module.html`)).toEqual({ title: "done", text: "from a module" });

      site.pages.put("/worker.js", { content: `${code} postMessage(text)`, type: "text/javascript" });
      const worker = `<!doctype html><title></title><body><script>
        const worker = new Worker("/worker.js", { type: "module" });
        worker.onmessage = ({ data }) => { document.body.textContent = data; document.title = "done" };
        worker.onerror = ({ message }) => { document.body.textContent = message; document.title = "failed" };</script>`;
      site.pages.put("/worker.html", { content: worker });
      expect(await outcomeOf(opened, `${site.pages.origin}/worker.html`)).toEqual({ title: "done", text: "from a module" });
    });

    it.each([
      ["names the relay", () => `script-src 'self' ${site.relay.url}`, ""],
      ["trusts a nonce", () => "script-src 'nonce-abc'", 'nonce="abc"'],
      ["trusts hashes", () => `script-src 'self' ${hashes()}`, ""],
    ])("works on a page with a strict policy that %s", async (_policy, policy, attribute) => {
      site.pages.put("/app.js", {
        type: "text/javascript",
        content: `mteFetch("${site.relay.url}/", { method: "POST", body: "strict" }).then((answer) => answer.text())
          .then((text) => [text, "done"], (error) => [error.message + error.cause, "failed"])
          .then(([text, title]) => { document.body.textContent = text; document.title = title; });`,
      });
      const csp = `default-src 'none'; connect-src ${site.relay.url}; ${policy()}; base-uri 'none'; require-trusted-types-for 'script'; trusted-types mte-relay`;
      site.pages.put("/strict.html", {
        headers: { "content-security-policy": csp, "cross-origin-embedder-policy": "require-corp" },
        content: `<!doctype html><title></title><body>
          <script src="${site.relay.url}/public/mte-relay-client.js" integrity="${site.integrity["mte-relay-client.js"]}" crossorigin ${attribute}></script>
          <script src="/app.js" ${attribute} defer></script>`,
      });
      expect(await outcomeOf(await browser.newPage(), `${site.pages.origin}/strict.html`)).toEqual({
        title: "done",
        text: "strict",
      });
    });

    it.skipIf(flags.length === 0)("accepts only the key exchange that it was built with", async () => {
      const { page, loaded } = await site.openPage(browser);
      const chunk = site.publicFile("mte-relay-kem.js");
      await page.route("**/mte-relay-kem.js", (route) =>
        route.fulfill({
          body: `${chunk.content} `,
          contentType: "text/javascript",
          headers: { "access-control-allow-origin": "*" },
        }),
      );
      const code = () => page.evaluate((url) => mteFetch(url).catch((error: { code: string }) => error.code), site.relay.url);
      expect(await code()).toBe("kem");
      expect(loaded).toContain("/public/mte-relay-kem.js");
      expect(loaded).not.toContain("/api/mte-pair");
      // What could not be loaded once is loaded by the next call.
      await page.unroute("**/mte-relay-kem.js");
      expect(await page.evaluate(async (url) => (await mteFetch(url)).status, site.relay.url)).toBe(200);
    });

    it.skipIf(flags.length === 0)("finds the key exchange at the relay when its script is part of a bundle", async () => {
      const script = site.publicFile("mte-relay-client.js").content.toString();
      site.pages.put("/bundle.js", { content: script, type: "text/javascript" });
      const page = await browser.newPage();
      await page.goto(`${site.pages.origin}/`);
      await page.addScriptTag({ url: `${site.pages.origin}/bundle.js` });
      const status = await page.evaluate(async (url) => {
        await mteRelay.initMteRelayClient({ relayUrl: url });
        return (await mteFetch(url)).status;
      }, site.relay.url);
      expect(status).toBe(200);
    });

    it("trusts only a pinned relay", async () => {
      const { page } = await site.openPage(browser);
      const { identity } = (await (await fetch(`${site.relay.url}/api/mte-relay`)).json()) as { identity: { pub: string }[] };
      const pins = [identity[0]?.pub ?? "", "ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s"];
      const results = await page.evaluate(
        async ([url, right, wrong]) => {
          const call = async (relayKeys: unknown) => {
            try {
              await mteRelay.initMteRelayClient({ relayKeys: relayKeys as string[] });
            } catch (error) {
              const after = await mteFetch(url as string).catch((again: Error) => again.message);
              return after === (error as Error).message;
            }
            return mteFetch(url as string).then(
              (response) => response.status,
              (error: { code: string }) => error.code,
            );
          };
          return [await call([right]), await call([wrong]), await call("no list")];
        },
        [site.relay.url, ...pins],
      );
      expect(results).toEqual([200, "identity", true]);
      expect(site.relay.upstream.seen).toHaveLength(1);
    });
  });
});
