/**
 * Takes the screenshot of the preview that the README shows: `node tests/docs/take-preview-screenshot.ts`. Needs Chromium
 * (`apt-get install chromium`).
 */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { smallPng } from "../relay-service/demo/small-png.ts";
import { launchChromium } from "../support/browsers/chromium.ts";

const ROOT = join(import.meta.dirname, "..", "..");
/** The last section of the picture. The whole text would be three times as long. */
const LAST_SECTION = "Inbound access";

const text = execFileSync("npm", ["run", "--silent", "preview"], { cwd: ROOT, encoding: "utf8" });
const end = text.indexOf("\n\n", text.indexOf(LAST_SECTION));
const shown = `$ npm run preview\n\n${text.slice(0, end).trim()}\n\n…`;
const style = `body { margin: 0; background: #0d1117 } pre { margin: 0; padding: 20px 24px; display: inline-block;
  font: 12px/1.35 "DejaVu Sans Mono", monospace; color: #e6edf3 }`;
const browser = await launchChromium("--disable-lcd-text");
const page = await browser.newPage({ viewport: { width: 900, height: 600 }, deviceScaleFactor: 1 });
await page.setContent(`<style>${style}</style><pre></pre>`);
await page.locator("pre").evaluate((element, content) => {
  (element as { textContent: string }).textContent = content;
}, shown);
writeFileSync(join(ROOT, "docs/images/preview.png"), smallPng(await page.locator("pre").screenshot()));
await browser.close();
