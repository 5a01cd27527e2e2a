import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { BROWSERS, openIn } from "../../../support/browsers/browsers.ts";
import { describeWith } from "../../../support/browsers/describe-with.ts";
import { type HostileIntermediary, hostileIntermediary, repeatAndAlter } from "../../../support/relay/hostile-intermediary.ts";
import type { Handler } from "../../../support/relay/instrumented-upstream.ts";
import { clientSite } from "./client-site.ts";
import type { ServerOrigins } from "./page-check.ts";
import { PAGE_CHECKS } from "./page-checks.ts";

const api: Handler = (request, response, seen) => {
  const { method, headers } = request;
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  const type = headers["content-type"];
  if (path === "/echo") {
    response.writeHead(200, { "content-type": type ?? "text/plain", "x-type": type ?? "none" });
    request.pipe(response);
  } else if (path.startsWith("/early/")) {
    request.pause();
    response.writeHead(Number(path.slice("/early/".length)), { "content-length": 5 }).end("early");
  } else if (path === "/redirect-without-referrer")
    response.writeHead(302, { location: "/status/200", "referrer-policy": "unknown, no-referrer" }).end();
  else if (path === "/count") request.on("end", () => response.end(`${seen.body.length}`)).resume();
  else if (path === "/large")
    response.writeHead(200, { "content-length": 5_000_000 }).end(method === "HEAD" ? "" : Buffer.alloc(5_000_000, 3));
  else if (path === "/never-ends") response.writeHead(200).write("first");
  else if (path === "/cookie") response.writeHead(200, { "set-cookie": "id=1; Path=/; HttpOnly" }).end(headers.cookie ?? "none");
  else if (path === "/away") response.writeHead(302, { location: "https://elsewhere.example/" }).end();
  else if (path === "/start") response.writeHead(302, { location: "/end" }).end();
  else if (path === "/end") response.end(method);
  else if (path === "/page") response.writeHead(200, { "x-unlisted": "1" }).end("first");
  else {
    const { referer } = headers;
    response
      .writeHead(Number(path.slice("/status/".length)), { "x-unlisted": "1", ...(referer && { "x-referer": referer }) })
      .end();
  }
};

/** Far longer than all checks of a browser take together. */
const CHECKS_MS = 50_000;

/** Runs in the page. The checks run one after the other, as they share a client; one that never ends does not hide others. */
async function runAll(
  checks: Readonly<Record<string, (origins: ServerOrigins) => Promise<unknown>>>,
  origins: ServerOrigins,
): Promise<void> {
  const outcomes: Record<string, unknown> = {};
  for (const [name, run] of Object.entries(checks)) {
    const late = new Promise((resolve) => setTimeout(() => resolve("it never ended"), 20_000));
    outcomes[name] = await Promise.race([run(origins), late]).catch((error: Error) => `${error} ${error.cause ?? ""}`);
  }
  await fetch("/outcomes", { method: "POST", body: JSON.stringify(outcomes) });
}

for (const browser of BROWSERS) {
  describeWith(browser.missing, `the client in ${browser.name}`, () => {
    const site = clientSite();
    let intermediary: HostileIntermediary;
    let outcomes: Record<string, unknown>;
    let repeated: (string | undefined)[];
    let executed: number;

    beforeAll(async () => {
      const { relay, pages, integrity } = site;
      relay.upstream.handle(api);
      intermediary = await hostileIntermediary(relay.port);
      repeated = [];
      intermediary.tamper(repeatAndAlter(repeated));

      const scripts = ["mte-relay-client.js", "mte-relay-kem.js"].map((name) => `${relay.url}/public/${name}`);
      const say = (what: string, how: string) =>
        `mteFetch("${relay.url}/echo", { method: "POST", body: "${what}" }).then((answer) => answer.text()).catch(String).then(${how})`;
      const type = "text/javascript";
      pages.put("/strict.js", { type, content: say("strict", `(text) => parent.postMessage(text, "*")`) });
      pages.put("/worker.js", { type, content: `importScripts("${scripts[0]}"); ${say("from a script", "postMessage")}` });
      const imports = `import { mteFetch } from "${relay.url}/public/mte-relay-client.mjs"`;
      pages.put("/worker.mjs", { type, content: `${imports}; ${say("from a module", "postMessage")}` });
      const answered = `onmessage = ({ ports }) => ${say("from a service worker", "(text) => ports[0].postMessage(text)")}`;
      pages.put("/service-worker.js", { type, content: `importScripts("${scripts.join('", "')}"); ${answered}` });
      pages.put("/bare-service-worker.js", { type, content: `importScripts("${scripts[0]}"); ${answered}` });
      pages.put("/strict.html", {
        headers: {
          "content-security-policy": `default-src 'none'; connect-src ${relay.url}; script-src 'self' ${relay.url}; base-uri 'none'; require-trusted-types-for 'script'; trusted-types mte-relay`,
          "cross-origin-embedder-policy": "require-corp",
        },
        content: `<!doctype html><title></title><body>
          <script src="${scripts[0]}" integrity="${integrity["mte-relay-client.js"]}" crossorigin></script>
          <script src="/strict.js" defer></script>`,
      });
      const checks = Object.entries(PAGE_CHECKS).map(([name, { run }]) => `${JSON.stringify(name)}: ${run}`);
      const origins: ServerOrigins = { relay: relay.url, intermediary: `http://127.0.0.1:${intermediary.port}` };
      pages.put("/checks.html", {
        content: `<!doctype html><title></title><body><script src="${scripts[0]}"></script>
          <script>(${runAll})({${checks}}, ${JSON.stringify(origins)})</script>`,
      });
      const posted = pages.posted("/outcomes");
      await using open = await openIn(browser, `${pages.origin}/checks.html`);
      const late = once(AbortSignal.timeout(CHECKS_MS), "abort").then(() =>
        Promise.reject(new Error("the page reports nothing")),
      );
      outcomes = JSON.parse(await Promise.race([posted, open.ended, late]));
      executed = relay.upstream.seen.filter(({ body }) => body.equals(Buffer.from("text"))).length;
    }, CHECKS_MS + 10_000);
    afterAll(() => intermediary[Symbol.asyncDispose]());

    it.each(Object.entries(PAGE_CHECKS))("%s", (name, { gives, givesWithKem = gives }) => {
      expect(outcomes[name]).toEqual(browser.hasKem ? givesWithKem : gives);
    });

    it("has no request executed twice when an intermediary repeats it", () => {
      expect([repeated, executed]).toEqual([["replay"], 1]);
    });
  });
}
