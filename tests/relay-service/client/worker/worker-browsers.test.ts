import { expect, it } from "vitest";
import { BROWSERS, openIn } from "../../../support/browsers/browsers.ts";
import { describeWith } from "../../../support/browsers/describe-with.ts";
import { clientSite } from "../browsers/client-site.ts";

for (const browser of BROWSERS) {
  describeWith(browser.missing, `a page with a service worker in ${browser.name}`, () => {
    const site = clientSite();

    it("has its first call sealed", async () => {
      site.pages.put("/mte-relay-worker.js", {
        type: "text/javascript",
        content: `importScripts("${site.relay.url}/public/mte-relay-worker.js")`,
      });
      site.pages.put("/sealed.html", {
        content: `<!doctype html><title></title><script src="${site.relay.url}/public/mte-relay-worker-setup.js"></script>
          <script>fetch("${site.relay.url}/api", { method: "POST", body: "sealed" }).then((answer) => answer.text(), ({ code }) => code)
            .then((body) => fetch("/outcome", { method: "POST", body }));</script>`,
      });
      const outcome = site.pages.posted("/outcome");
      await using opened = await openIn(browser, `${site.pages.origin}/sealed.html`);
      expect(await Promise.race([outcome, opened.ended])).toBe("sealed");
      expect(site.relay.upstream.seen.map(({ target }) => target)).toEqual(["/api"]);
    }, 60_000);
  });
}
