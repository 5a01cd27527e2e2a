import { once } from "node:events";
import { beforeAll, expect, it } from "vitest";
import { BROWSERS, openIn } from "../../../support/browsers/browsers.ts";
import { describeWith } from "../../../support/browsers/describe-with.ts";
import { clientSite } from "../browsers/client-site.ts";
import { COMPARED_EVENTS } from "./compared-xhr-events.ts";
import { COMPARED_VALUES } from "./compared-xhr-values.ts";
import { ENGINE_DIFFERENCES } from "./engine-differences.ts";
import { xhrApi } from "./xhr-api.ts";
import { type XhrScript, xhrPage } from "./xhr-page.ts";

const SCRIPTS = { ...COMPARED_EVENTS, ...COMPARED_VALUES };

/** Far longer than all scripts of a browser take together. */
const SCRIPTS_MS = 100_000;

type Ways = Readonly<Record<"platform" | "sealed" | "passed", unknown>>;

/** Runs in the page: each script with the platform's class, with the one that seals, and with that one for an origin that is not sealed. */
async function runAll(
  scripts: Readonly<Record<string, XhrScript>>,
  makePage: typeof xhrPage,
  { relay, upstream }: { relay: string; upstream: string },
): Promise<void> {
  const { sealOrigins } = (globalThis as unknown as { mteRelay: { sealOrigins(origins: string[]): () => void } }).mteRelay;
  const Platform = XMLHttpRequest;
  sealOrigins([relay]);
  const pages = {
    platform: makePage(Platform, upstream, upstream),
    sealed: makePage(XMLHttpRequest, relay, upstream),
    passed: makePage(XMLHttpRequest, upstream, upstream),
  };
  const outcomes: Record<string, Record<string, unknown>> = {};
  for (const [name, run] of Object.entries(scripts)) {
    const ways: Record<string, unknown> = {};
    for (const [way, page] of Object.entries(pages)) {
      const late = new Promise((resolve) => setTimeout(() => resolve("it never ended"), 20_000));
      const given = await Promise.race([run(page), late]).catch((error: Error) => `it threw ${error}`);
      ways[way] = JSON.parse((JSON.stringify(given) ?? "null").replaceAll(page.origin, "ORIGIN"));
    }
    outcomes[name] = ways;
  }
  await fetch("/outcomes", { method: "POST", body: JSON.stringify(outcomes) });
}

for (const browser of BROWSERS) {
  if (browser.name === "Chromium without ML-KEM") continue;
  describeWith(browser.missing, `a sealed XMLHttpRequest in ${browser.name}`, () => {
    const site = clientSite();
    let outcomes: Record<string, Ways>;

    beforeAll(async () => {
      const { relay, pages } = site;
      relay.upstream.handle(xhrApi());
      const scripts = Object.entries(SCRIPTS).map(([name, run]) => `${JSON.stringify(name)}: ${run}`);
      const origins = JSON.stringify({ relay: relay.url, upstream: relay.upstream.url });
      pages.put("/xhr.html", {
        content: `<!doctype html><title></title><body><script src="${relay.url}/public/mte-relay-client.js"></script>
          <script>(${runAll})({${scripts}}, ${xhrPage}, ${origins})</script>`,
      });
      const posted = pages.posted("/outcomes");
      await using open = await openIn(browser, `${pages.origin}/xhr.html`);
      const late = once(AbortSignal.timeout(SCRIPTS_MS), "abort").then(() =>
        Promise.reject(new Error("the page reports nothing")),
      );
      outcomes = JSON.parse(await Promise.race([posted, open.ended, late]));
    }, SCRIPTS_MS + 10_000);

    it.each(Object.keys(SCRIPTS))("does what the platform's does with %s", (name) => {
      const { platform, sealed, passed } = outcomes[name] as Ways;
      for (const outcome of [platform, sealed, passed])
        expect(outcome).not.toEqual(expect.stringMatching(/^it (never ended|threw)/));
      expect(passed).toEqual(platform);
      if (ENGINE_DIFFERENCES[name]?.engines.includes(browser.name)) expect(sealed).not.toEqual(platform);
      else expect(sealed).toEqual(platform);
    });
  });
}
