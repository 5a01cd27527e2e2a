import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { USER } from "../../../relay-service/demo/api.ts";
import { listen, stopListening } from "../../../relay-service/demo/listen.ts";
import { readIdentity } from "../../../relay-service/demo/pinned-identity.ts";
import { describeWithChromium, launchChromium } from "../../support/browsers/chromium.ts";
import { openDemo } from "./open-demo.ts";

const SENTINEL = "Pay 100 to Zebulon, nobody else shall know";

/** The newest card of a view, when it has an answer. */
async function newest(page: Page, view: "page" | "intermediary", title: string): Promise<string> {
  const card = page.locator(`#${view}-log > details[open]`, { hasText: title }).first();
  await card.getByText("Answer", { exact: true }).waitFor();
  return card.innerText();
}

async function createNote(page: Page, text: string): Promise<void> {
  await page.getByLabel("Note").fill(text);
  await page.getByRole("button", { name: "Create note" }).click();
  await page.locator("#page-log pre", { hasText: '"id":' }).first().waitFor();
}

/** Tries one attack; gives its cells: the relay, this page, the API stored, the outcome. */
async function attack(page: Page, name: string): Promise<string[]> {
  const row = page.getByRole("row").filter({ has: page.getByRole("button", { name: `: ${name}` }) });
  const button = row.getByRole("button");
  await button.click();
  await row.locator(".tag").waitFor();
  // The accessible name contains the visible text, for people who use speech input (WCAG 2.5.3).
  expect(await button.getAttribute("aria-label")).toBe(`${await button.innerText()}: ${name}`);
  return (await row.locator("td").allInnerTexts()).slice(0, 4);
}

describeWithChromium("the demo in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it("calls the API, and the intermediary sees none of it", async () => {
    await using open = await openDemo(browser);
    await createNote(open.page, SENTINEL);
    expect(await newest(open.page, "page", "POST /notes")).toContain(SENTINEL);
    expect(await newest(open.page, "intermediary", "POST /api/mte-relay")).toContain("sealed");
    expect(open.demo.state().notes).toEqual([{ id: 1, text: SENTINEL }]);
    expect(["Zebulon", USER.password, "Bearer", "/notes", "/login"].filter((secret) => open.seen().includes(secret))).toEqual([]);
    expect(open.consoleMessages).toEqual([]);
  });

  it("shows the same calls in the clear without the relay's client", async () => {
    await using open = await openDemo(browser);
    await open.page.getByLabel("For comparison").check();
    await createNote(open.page, SENTINEL);
    expect(await newest(open.page, "intermediary", "POST /plain/notes")).toContain(SENTINEL);
    expect([SENTINEL, USER.password, "Bearer"].filter((secret) => !open.seen().includes(secret))).toEqual([]);
    expect(open.consoleMessages).toEqual([]);
  });

  it("uploads and downloads a complete file, with progress", async () => {
    await using open = await openDemo(browser);
    const { page } = open;
    await page.evaluate(`
      globalThis.labels = [];
      const label = document.getElementById("transfer");
      new MutationObserver(() => labels.push(label.textContent)).observe(label, { childList: true });
    `);
    const buffer = Buffer.from(`${SENTINEL}\n`.repeat(40_000));
    await page.getByLabel("File").setInputFiles({ name: "secret.txt", mimeType: "text/plain", buffer });
    await page.getByRole("button", { name: "Upload secret.txt" }).click();
    await page.getByText("Uploaded 1.7 MB: intact").waitFor();
    await page.getByRole("button", { name: "Download it" }).click();
    await page.getByText("Downloaded 1.7 MB: intact").waitFor();
    const labels = (await page.evaluate("labels")) as string[];
    expect(labels).toContain("Uploading 1.7 MB of 1.7 MB");
    expect(labels).toContain("Downloading 1.7 MB of 1.7 MB");
    expect(labels.filter((text) => /^Downloading (0\.[1-9]|1)/.test(text)).length).toBeGreaterThan(2);
    expect(open.seen().length).toBeGreaterThan(2 * buffer.length);
    expect(open.seen().includes("Zebulon")).toBe(false);
    expect(open.consoleMessages).toEqual([]);
  });

  it("shows an event while its stream is open, and follows a redirect that the intermediary does not see", async () => {
    await using open = await openDemo(browser);
    const { page } = open;
    await page.getByRole("button", { name: "Start the live clock" }).click();
    await page.locator("#time", { hasText: /^\d\d:\d\d:\d\d$/ }).waitFor();
    await page.getByRole("button", { name: "Stop the live clock" }).click();
    await page.getByRole("button", { name: "Start the live clock" }).waitFor();
    await page.getByRole("button", { name: "Follow a redirect" }).click();
    await page.getByText("redirected to /notes").waitFor();
    expect(/old-notes|^302$/m.test(open.seen())).toBe(false);
    expect(open.consoleMessages).toEqual([]);
  });

  it("shows that the relay refuses everything the intermediary does to a message", async () => {
    await using open = await openDemo(browser);
    await open.page.getByRole("button", { name: "Try all" }).click();
    await open.page.getByText("10 attacks, none did harm").waitFor();
    const rows = await open.page.locator("#attacks tr").all();
    const cells = await Promise.all(rows.map(async (row) => (await row.locator("td").allInnerTexts()).slice(0, 3)));
    expect(cells.map(([relay, , stored]) => [relay, stored])).toEqual([
      ["refused it: 569 form", "nothing"],
      ["refused it: 562 tag", "nothing"],
      ["refused it: 562 open", "once"],
      ["refused it: 562 open", "once"],
      ["refused it: 562 replay", "once"],
      ["refused it: 559 stale", "once"],
      ["did not get it", "nothing"],
      ["did not get it", "nothing"],
      ["accepted it: 201", "once"],
      ["did not get it: another relay answered", "nothing"],
    ]);
    const [login, ...orders] = [1, 3, 4, 5, 6, 9];
    expect(open.demo.state().notes.map(({ text }) => text)).toEqual(orders.map((order) => `Pay 100 to Ann, order ${order}`));
    // The log-in and the five notes: nothing changed, and nothing twice.
    expect(open.demo.state().requests).toBe(orders.length + (login ?? 0));
    expect(open.seen().includes("Pay ")).toBe(false);
  });

  it("does not execute a replayed message, which the same API without a relay does", async () => {
    await using open = await openDemo(browser);
    const [relay, , stored, outcome] = await attack(open.page, "Send it again");
    expect([relay, stored]).toEqual(["refused it: 562 replay", "once"]);
    expect(outcome).toContain("The API got one request.");
    expect(open.demo.state().requests).toBe(2);
    await open.page.getByLabel("For comparison").check();
    expect((await attack(open.page, "Send it again"))[2]).toBe("twice");
    expect(open.demo.state().requests).toBe(5);
  });

  it("does not execute an altered message, which the same API without a relay does", async () => {
    await using open = await openDemo(browser);
    expect((await attack(open.page, "Change the body"))[2]).toBe("once");
    await open.page.getByLabel("For comparison").check();
    const [, , stored, outcome] = await attack(open.page, "Change the body");
    expect(stored).toMatch(/^once: “Pay 900 to Ann, order \d”$/);
    expect(outcome).toContain("Harm done");
  });

  it("loads the client's script only with its integrity hash, and pins the relay's own key", async () => {
    await using open = await openDemo(browser);
    const script = open.page.locator("script[integrity]");
    expect(await script.getAttribute("src")).toBe(`${open.demo.urls.intermediary}/public/mte-relay-client.js`);
    expect(await script.getAttribute("integrity")).toMatch(/^sha384-[\w+/]{64}$/);
    const { publicKey } = await readIdentity(Number(new URL(open.demo.urls.relay).port));
    expect(await open.page.locator("#key").innerText()).toBe(publicKey);
    expect(open.seen().includes(publicKey)).toBe(false);
  });

  it("does not run a client that the intermediary has altered", async () => {
    await using open = await openDemo(browser);
    await open.page.route("**/public/mte-relay-client.js", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${await response.text()} ` });
    });
    await open.page.reload();
    await open.page.getByRole("alert").waitFor();
    expect(await open.page.evaluate("typeof mteFetch")).toBe("undefined");
  });

  it("fits the width of a phone", async () => {
    await using open = await openDemo(browser, { viewport: { width: 360, height: 740 } });
    await createNote(open.page, SENTINEL);
    await attack(open.page, "Forge an answer");
    expect(await open.page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  });
});

describe("the demo's command", () => {
  it("prints the address of its page, and ends with code 0 on Ctrl-C", async () => {
    const program = join(import.meta.dirname, "../../../relay-service/demo/demo.ts");
    const child = spawn(process.execPath, [program], { stdio: ["ignore", "pipe", "inherit"] });
    const exit = once(child, "exit");
    try {
      let url: string | undefined;
      for await (const line of createInterface(child.stdout)) {
        url ??= /^ +(http:\S+)$/.exec(line)?.[1];
        if (line.includes("Ctrl-C")) break;
      }
      const answer = await fetch(url ?? "");
      expect(answer.status).toBe(200);
      expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
      expect((await fetch(`${url}/attack`, { method: "POST", headers: { origin: "http://evil.example" } })).status).toBe(403);
    } finally {
      child.kill("SIGINT");
    }
    expect(await exit).toEqual([0, null]);
  });

  it("uses the next port when one is in use", async () => {
    const taken = createServer();
    const port = await listen(taken);
    const next = createServer();
    expect(await listen(next, port)).toBeGreaterThan(port);
    expect((next.address() as AddressInfo).address).toBe("127.0.0.1");
    await Promise.all([stopListening(taken), stopListening(next)]);
  });
});
