import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { buildClient } from "../../../relay-service/build.ts";
import { type Demo, startDemo } from "../../../relay-service/demo/demo.ts";

/** The demo, its page in a browser, and the traffic. */
export interface OpenDemo extends AsyncDisposable {
  readonly demo: Demo;
  readonly page: Page;
  /** Every byte the intermediary has seen so far, one character a byte. */
  seen(): string;
  /** Messages of the browser's console: violations of the policy, errors, warnings. */
  readonly consoleMessages: readonly string[];
}

export interface OpenDemoOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: "light" | "dark";
  readonly bytesPerSecond?: number;
}

let built: Promise<string> | undefined;

/** The client built from the current sources, in a folder that is removed with this process. */
async function buildForTests(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "demo-client-"));
  process.once("exit", () => rmSync(folder, { recursive: true }));
  await buildClient(folder);
  return folder;
}

/** Starts a demo of its own and opens its page. */
export async function openDemo(browser: Browser, options: OpenDemoOptions = {}): Promise<OpenDemo> {
  const { viewport = { width: 1280, height: 800 }, colorScheme = "light", bytesPerSecond } = options;
  built ??= buildForTests();
  const publicFolder = await built;
  const pieces: Buffer[] = [];
  const demo = await startDemo({
    publicFolder,
    onIntermediaryBytes: (bytes) => void pieces.push(bytes),
    ...(bytesPerSecond !== undefined && { bytesPerSecond }),
  });
  const page = await browser.newPage({ viewport, colorScheme });
  // As in Safari, whose streams cannot be iterated.
  await page.addInitScript("delete ReadableStream.prototype[Symbol.asyncIterator]; delete ReadableStream.prototype.values");
  const consoleMessages: string[] = [];
  page.on("console", (message) => consoleMessages.push(message.text()));
  page.on("pageerror", (error) => consoleMessages.push(`${error}`));
  await page.goto(demo.urls.page);
  await page.waitForSelector("body[data-ready]");
  return {
    demo,
    page,
    consoleMessages,
    seen: () => Buffer.concat(pieces).toString("latin1"),
    [Symbol.asyncDispose]: async () => {
      await page.close();
      await demo.close();
    },
  };
}
