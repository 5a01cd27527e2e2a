/**
 * Takes the screenshots of the demo that the READMEs show: `node tests/relay-service/demo/take-screenshots.ts`. Needs Chromium
 * (`apt-get install chromium`).
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../../support/browsers/chromium.ts";
import { type OpenDemo, type OpenDemoOptions, openDemo } from "./open-demo.ts";
import { smallPng } from "./small-png.ts";

const FOLDER = join(import.meta.dirname, "../../../docs/images");

async function take(browser: Browser, name: string, options: OpenDemoOptions, act: (open: OpenDemo) => Promise<void>) {
  await using open = await openDemo(browser, options);
  await act(open);
  writeFileSync(join(FOLDER, `demo-${name}.png`), smallPng(await open.page.screenshot()));
}

/** Scrolls to the section of a title, with some air above. */
async function show(page: Page, title: string): Promise<void> {
  await page.evaluate(`scrollTo(0, document.querySelector("${title}").closest("section").offsetTop - 16)`);
}

async function createNote({ page }: OpenDemo): Promise<void> {
  await page.getByRole("button", { name: "Create note" }).click();
  await page.locator("#page-log pre", { hasText: '"id":1' }).waitFor();
  await page.locator("#intermediary-log > details[open] h3", { hasText: "Answer" }).waitFor();
}

async function tryAll({ page }: OpenDemo): Promise<void> {
  await page.getByRole("button", { name: "Try all" }).click();
  await page.getByText(/^10 attacks/).waitFor();
  await page.mouse.move(0, 0);
  await show(page, "#attacks-title");
}

// Without colours at the edges of letters, which would fit one kind of screen only.
const browser = await launchChromium("--disable-lcd-text");
await take(browser, "sealed", {}, createNote);
await take(browser, "attacks-refused", { colorScheme: "dark" }, tryAll);
await take(browser, "plain", {}, async (open) => {
  await open.page.getByLabel("For comparison").check();
  await createNote(open);
});
await take(browser, "phone", { viewport: { width: 390, height: 844 } }, async (open) => {
  await createNote(open);
  await show(open.page, "#page-title");
});
await browser.close();
