import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { describeWith } from "./describe-with.ts";

export const CHROMIUM = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
  (path) => path !== undefined && existsSync(path),
);
export const CHROMIUM_MISSING =
  CHROMIUM === undefined ? "chromium is missing: apt-get install chromium, or name it in CHROMIUM" : undefined;
/** It reaches only this machine, and makes no requests of its own. */
export const CHROMIUM_ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];
/** Disables its native ML-KEM. */
export const NO_NATIVE_KEM = "--disable-blink-features=WebCryptoPQC";

/** `describe` for tests that need Chromium. */
export function describeWithChromium(name: string, tests: () => void): void {
  describeWith(CHROMIUM_MISSING, name, tests);
}

/** Starts a real Chromium that a test controls. */
export function launchChromium(...args: string[]): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM as string, headless: true, args: [...CHROMIUM_ARGS, ...args] });
}

/** Opens a page and returns what its script writes into the body, once it has written `done` or `failed` into the title. */
export async function outcomeOf(page: Page, url: string): Promise<{ title: string; text: string }> {
  await page.goto(url);
  await page.waitForFunction(() => (globalThis as unknown as { document: { title: string } }).document.title !== "");
  return { title: await page.title(), text: (await page.textContent("body")) ?? "" };
}
