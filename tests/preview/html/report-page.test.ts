import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { page as pageOf } from "../../../preview/html/page/page.ts";
import { plan } from "../../../preview/report/plan.ts";
import { describeWithChromium, launchChromium } from "../../support/browsers/chromium.ts";
import { committedAnd } from "../settings-directory.ts";
import { changedCopy, committedPlan, earlierThan, stackOf } from "./planned.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const DATE = new Date("2026-11-30T12:00:00Z");

/** What the scripts inside of the browser use of it. */
declare const document: {
  readonly documentElement: { readonly scrollWidth: number; readonly dataset: Record<string, string> };
  readonly activeElement: { readonly textContent: string };
  querySelectorAll(selector: string): Iterable<SvgText>;
};
declare const innerWidth: number;
interface SvgText {
  readonly textContent: string;
  readonly parentElement: { querySelector(selector: string): SvgText | null };
  getBBox(): { readonly x: number; readonly width: number };
}

interface Axe {
  run(
    part: string,
    options: object,
  ): Promise<{ readonly violations: { readonly id: string; readonly nodes: { readonly html: string }[] }[] }>;
}

describeWithChromium("the page of the report", () => {
  let browser: Browser;
  let text: string;

  beforeAll(async () => {
    const current = await committedPlan();
    text = await pageOf(current, { date: DATE, earlier: earlierThan(current), earlierName: "earlier.html" });
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  /** The page as a file would be, and the requests that it makes. */
  async function open(
    options: BrowserContextOptions = {},
    content = text,
  ): Promise<Page & AsyncDisposable & { requests: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const requests: string[] = [];
    await page.route("**", (route) => {
      requests.push(route.request().url());
      return route.request().url() === "http://report.test/"
        ? route.fulfill({ body: content, contentType: "text/html" })
        : route.abort();
    });
    await page.goto("http://report.test/");
    return Object.assign(page, { requests, [Symbol.asyncDispose]: () => context.close() });
  }

  it("says first what is lost, who gets in and what it costs, and then shows the rest", async () => {
    await using page = await open();
    const card = (await page.locator(".card").first().innerText()).replace(/\s+/g, " ");
    expect(card).toContain("Check before you approve: 3 resources with data or protection would be deleted or replaced.");
    expect(card).toContain("1 created, 0 changed, 1 replaced, 3 deleted");
    expect(card).toContain("3 resources SQL Server database: replaced, but protected: Pulumi refuses");
    expect(card).toContain("anybody (0.0.0.0/0) → Load balancer of the relay, port 443");
    expect(card).toContain("+$100");
    const headings = await page.locator("#prod h3").allInnerTexts();
    expect(headings.map((heading) => heading.replace(/:.*/, ""))).toEqual([
      "Changes since the earlier report",
      "Architecture",
      "Who may connect to whom",
      "Policy",
      "Data and its protection",
      "Host names",
      "Cost",
      "First deployment",
      "What a person still has to do",
      "Resources",
    ]);
    const changes = await page.locator("section:has(> #prod-changes)").innerText();
    expect(changes).toContain("backupRetentionPeriod: 3 → 14");
    expect(await page.locator("#differences").innerText()).toContain("sqlAvailability\tmulti-zone\tsingle-zone");
    expect(await page.locator("#picture-prod .arrow.new").count()).toBe(1);
    expect(await page.locator("#picture-prod .box.database.replaced .mark").textContent()).toBe("replaced");
    expect(await page.locator("#prod .gantt .critical").count()).toBeGreaterThan(3);
  });

  it("lists each arrow of the picture in a table, with its port and reason", async () => {
    await using page = await open();
    for (const name of ["prod", "nonprod"]) {
      const { arrows } = stackOf(await committedPlan(), name).architecture;
      const rows = await page.locator(`#${name} tr[data-arrow]`).allInnerTexts();
      expect(rows.length).toBe(arrows.length);
      for (const [index, { port, because }] of arrows.entries()) {
        expect(rows[index]).toContain(`\t${port}\t`);
        expect(rows[index]).toContain(because);
      }
      expect(await page.locator(`#picture-${name} .arrow:not(.deleted)`).count()).toBe(arrows.length);
    }
  });

  it.each(["light", "dark"] as const)("has no finding of axe in %s colours, the panel of a box included", async (colorScheme) => {
    // Only axe needs to get past the policy of the page, as it is a script that the page does not have.
    await using page = await open({ colorScheme, bypassCSP: true });
    await page.evaluate(AXE);
    // Colours are all that the second choice of them can change.
    const rules = colorScheme === "dark" ? { runOnly: ["color-contrast"] } : {};
    const findings = (part: string) =>
      page.evaluate(
        async ([where, options]) => {
          const { axe } = globalThis as unknown as { axe: Axe };
          const { violations } = await axe.run(where, options);
          return violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]);
        },
        [part, rules] as const,
      );
    expect(await findings("html")).toEqual([]);
    await page.locator("#picture-prod .box.database").click();
    expect(await findings("#panel")).toEqual([]);
  });

  it.each([360, 768, 1280])("does not scroll sideways at %i pixels", async (width) => {
    await using page = await open({ viewport: { width, height: 800 } });
    const [content, view] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(content).toBe(view);
    await page.locator("details").evaluateAll((all) => {
      for (const one of all) one.setAttribute("open", "");
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(view);
  });

  it("has text that fits into the boxes of its picture", async () => {
    await using page = await open();
    const outside = await page.evaluate(() =>
      [...document.querySelectorAll(".picture .box > text, .picture .chip > text, .picture .outside > text")].flatMap((text) => {
        const own = text.getBBox();
        const frame = text.parentElement.querySelector("rect")?.getBBox();
        const fits = frame && own.x >= frame.x && own.x + own.width <= frame.x + frame.width;
        return fits ? [] : [text.textContent];
      }),
    );
    expect(outside).toEqual([]);
  });

  it("draws what is deleted in the place that it had, and names what has no place in the picture", async () => {
    await using page = await open();
    const gone = page.locator("#picture-prod .box.deleted");
    expect(await gone.allTextContents()).toEqual([expect.stringMatching(/^Redis sessions .* deleted$/)]);
    const boxOf = async (selector: string) => (await page.locator(selector).first().boundingBox()) ?? { x: 0, y: 0 };
    const [old, database] = [await boxOf("#picture-prod .box.deleted"), await boxOf("#picture-prod .box.database")];
    expect(Math.abs(old.y - database.y)).toBeLessThan(2);
    expect(await page.locator("#picture-prod .arrow.deleted text").textContent()).toContain("6379 (deleted)");
    expect(await page.locator("#picture-prod .arrow.new text").textContent()).toContain("443 (new)");
    expect(await page.locator("section:has(> #prod-picture)").innerText()).toContain(
      "Also deleted, and not in the picture: bucket old.",
    );
    await gone.focus();
    await page.keyboard.press("Enter");
    expect(page.url()).toMatch(/#prod-changes$/);
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  it("shows each value of a table on a phone, below the heading of its column", async () => {
    await using page = await open({ viewport: { width: 360, height: 800 } });
    const cut = await page
      .locator(".scroller:has(> table)")
      .evaluateAll((all) => all.flatMap((one) => (one.scrollWidth > one.clientWidth ? [one.getAttribute("aria-label")] : [])));
    expect(cut).toEqual([]);
    const cell = page.getByRole("table", { name: "Fixed cost of prod" }).getByRole("cell", { name: "$1,460" });
    expect(
      await cell.evaluate((one) => {
        const { getComputedStyle } = globalThis as unknown as {
          getComputedStyle(of: unknown, part: string): { content: string };
        };
        return getComputedStyle(one, "::before").content;
      }),
    ).toContain("USD a month");
  });

  it("begins on a phone with the part of the picture where traffic comes in", async () => {
    await using page = await open({ viewport: { width: 360, height: 800 } });
    const entry = page.locator("#picture-prod .outside.in.everybody");
    const { x = -1, width = 0 } = (await entry.boundingBox()) ?? {};
    expect(x).toBeGreaterThan(0);
    expect(x + width).toBeLessThan(360);
  });

  it("shows the focus on a box that changes, too", async () => {
    await using page = await open();
    await page.locator("#picture-prod .box.replaced").focus();
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Tab");
    const width = await page.locator("#picture-prod .box.replaced > rect").evaluate((rect) => {
      const { getComputedStyle } = globalThis as unknown as { getComputedStyle(of: unknown): { strokeWidth: string } };
      return getComputedStyle(rect).strokeWidth;
    });
    expect(width).toBe("4px");
  });

  it("makes no request but for itself, and may not", async () => {
    await using page = await open();
    await page.evaluate(() => fetch("http://report.test/other").catch(() => {}));
    expect(page.requests).toEqual(["http://report.test/"]);
    expect(text).toContain("default-src &#39;none&#39;");
    expect(text).not.toMatch(/\s(?:src|style|on\w+)="/);
    expect(text).not.toContain("@import");
  });

  it("opens a box by the keyboard, shows its settings, and leads back", async () => {
    await using page = await open();
    const focused = () => page.evaluate(() => document.activeElement.textContent);
    await page.locator("#picture-prod .box.database").focus();
    expect(await page.locator("#picture-prod .arrow.lit").count()).toBe(3);
    await page.keyboard.press("Enter");
    const panel = page.getByRole("dialog", { name: "SQL Server database" });
    expect(await panel.innerText()).toContain("db.m6i.large");
    expect(await panel.innerText()).toMatch(/password\s+\(secret\)/);
    await page.keyboard.press("Escape");
    expect(await panel.count()).toBe(0);
    expect(await focused()).toContain("SQL Server database");
    await page.keyboard.press("ArrowUp");
    expect(await focused()).toContain("instances");
  });

  it("changes its colours without storing anything", async () => {
    await using page = await open({ colorScheme: "light" });
    const button = page.getByRole("button", { name: "Dark colours" });
    await button.click();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
    expect(await page.getByRole("button", { name: "Light colours" }).count()).toBe(1);
    expect(await page.context().storageState()).toEqual({ cookies: [], origins: [] });
  });

  it("is complete without its script: a box is a link to the list of its resources", async () => {
    await using page = await open({ javaScriptEnabled: false });
    const href = await page.locator("#picture-prod .box.database").getAttribute("href");
    expect(await page.locator(`${href} a`).allTextContents()).toContain("SQL Server database");
    expect(await page.locator("#theme").isHidden()).toBe(true);
  });

  it("prints the picture in light colours, without what is for a screen only", async () => {
    await using page = await open({ colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("nav").isHidden()).toBe(true);
    expect(await page.locator("#theme").isHidden()).toBe(true);
    expect(await page.locator("#picture-prod").isVisible()).toBe(true);
    // A price on paper names the number of its source.
    expect(await page.locator("#prod details.printed li").first().isVisible()).toBe(true);
    expect(await page.locator("#prod details:not(.printed)").first().isVisible()).toBe(false);
    const paper = await page.locator("#picture-prod .box.database > rect").evaluate((rect) => {
      const { getComputedStyle } = globalThis as unknown as { getComputedStyle(of: unknown): { fill: string } };
      return getComputedStyle(rect).fill;
    });
    expect(paper).toBe("rgb(255, 255, 255)");
  });

  it("shows hostile names as text, in the picture, in the tables and in its data", async () => {
    const hostile = `</script></svg><script>hacked=1</script><img src=x onerror="hacked=1">"onload="hacked=1`;
    const harmed = changedCopy(await committedPlan(), (json) =>
      ["SQL Server", "queries", "network", "SignalR and caches", "backupRetentionPeriod", "Click the link"].reduce(
        (sum, word) => sum.replaceAll(word, JSON.stringify(word + hostile).slice(1, -1)),
        json,
      ),
    );
    await using page = await open(
      {},
      await pageOf(harmed, {
        date: DATE,
        earlierName: hostile,
        earlier: earlierThan(await committedPlan(), (json) =>
          json.replaceAll("Redis sessions", JSON.stringify(hostile).slice(1, -1)),
        ),
      }),
    );
    expect(await page.evaluate(() => "hacked" in globalThis)).toBe(false);
    expect(await page.locator("script").count()).toBe(2);
    expect(await page.locator("img, [onload], [onerror]").count()).toBe(0);
    expect(await page.locator("#picture-prod .arrow title", { hasText: hostile }).count()).toBeGreaterThan(5);
    expect(await page.locator("#picture-prod .box.deleted .title", { hasText: "</script>" }).count()).toBe(1);
    await page.locator("#picture-prod .box.database").click();
    expect(await page.locator("#panel-title").textContent()).toContain(hostile);
    expect(await page.evaluate(() => "hacked" in globalThis)).toBe(false);
  });

  it("shows no value of a secret, encrypted in the settings or generated", async () => {
    const server = ["xmpro:sqlHost: db.example.com", "xmpro:sqlCidr: 10.99.0.0/24", "xmpro:sqlUsername: owner"];
    const directory = committedAnd([
      ...server,
      "xmpro:sqlPassword: {secure: v1:SENTINEL}",
      "xmpro:alarmWebhooks: {secure: v1:SENTINEL}",
    ]);
    const content = await pageOf(await plan(directory, ["nonprod"], undefined), { date: DATE });
    for (const leak of ["SENTINEL", "StandInFor", "generated-for-", "encrypted.example.com"]) {
      expect(content).not.toContain(leak);
      expect(text).not.toContain(leak);
    }
  });
});
