import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHROMIUM, CHROMIUM_ARGS, CHROMIUM_MISSING, NO_NATIVE_KEM } from "./chromium.ts";

/** A browser that is started with a page and runs it without further control. */
export interface BrowserProgram {
  readonly name: string;
  /** What must be installed; undefined when nothing is missing. */
  readonly missing: string | undefined;
  /** Whether it implements the relay's key exchange natively. */
  readonly hasKem: boolean;
  /** Whether it needs a screen. */
  readonly screen: boolean;
  /** The whole command that opens `url` with `home` as the folder of its profile. */
  command(url: string, home: string): readonly [program: string, ...args: string[]];
}

/** Makes no network requests of its own, and shows only the page. */
const FIREFOX_PREFERENCES = {
  "app.normandy.enabled": false,
  "app.update.enabled": false,
  "browser.aboutwelcome.enabled": false,
  "browser.newtabpage.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "extensions.getAddons.cache.enabled": false,
  "extensions.update.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "services.settings.server": "",
  "toolkit.telemetry.enabled": false,
};

const MINI_BROWSER = ["4.1", "4.0"]
  .map((version) => `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu/webkit2gtk-${version}/MiniBrowser`)
  .find(existsSync);

/** Debian's, or that of GitHub's runners. */
const FIREFOX = ["firefox-esr", "firefox"].find((program) => runs(program, "--version"));

/** The engines of Chrome and Edge, of Firefox, and of Safari as GNOME builds it. */
export const BROWSERS: readonly BrowserProgram[] = [
  chromium("Chromium", true),
  chromium("Chromium without ML-KEM", false, NO_NATIVE_KEM),
  {
    name: "Firefox",
    missing: FIREFOX !== undefined ? undefined : "firefox-esr is missing: apt-get install firefox-esr",
    hasKem: false,
    screen: false,
    command: (url, home) => {
      const lines = Object.entries(FIREFOX_PREFERENCES).map(
        ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
      );
      writeFileSync(join(home, "user.js"), lines.join("\n"));
      return [FIREFOX as string, "--headless", "--no-remote", "--profile", home, url];
    },
  },
  {
    name: "WebKitGTK",
    missing:
      MINI_BROWSER && runs("Xvfb", "-help")
        ? undefined
        : "WebKitGTK's MiniBrowser, or xvfb, is missing: apt-get install webkit2gtk-driver xvfb",
    hasKem: false,
    screen: true,
    command: (url) => [MINI_BROWSER as string, "--private", url],
  },
];

function chromium(name: string, hasKem: boolean, ...args: string[]): BrowserProgram {
  return {
    name,
    missing: CHROMIUM_MISSING,
    hasKem,
    screen: false,
    command: (url, home) => [CHROMIUM as string, "--headless", `--user-data-dir=${home}`, ...CHROMIUM_ARGS, ...args, url],
  };
}

/** A browser. Disposing it ends it and removes its profile. */
export interface OpenBrowser extends AsyncDisposable {
  /** Rejects when the browser ends by itself. */
  readonly ended: Promise<never>;
}

/** Opens a page in a browser of its own. */
export async function openIn({ command, screen }: BrowserProgram, url: string): Promise<OpenBrowser> {
  const shown = screen ? await startScreen() : undefined;
  const home = mkdtempSync(join(tmpdir(), "browser-"));
  const [program, ...args] = command(url, home);
  const env = { ...process.env, HOME: home, ...(shown && { DISPLAY: shown.name }) };
  // In a process group of its own, as browsers are many processes.
  const browser = spawn(program, args, { detached: true, stdio: "ignore", env });
  const closed = once(browser, "close");
  const ended = closed.then(([code, signal]) => {
    throw new Error(`${program} ended by itself with ${code ?? signal}`);
  });
  ended.catch(() => {});
  const kill = () => killGroup(browser);
  process.once("exit", kill);
  return {
    ended,
    async [Symbol.asyncDispose]() {
      process.off("exit", kill);
      kill();
      await closed.catch(() => {});
      await shown?.[Symbol.asyncDispose]();
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A virtual display with the first free number. */
async function startScreen(): Promise<AsyncDisposable & { name: string }> {
  const server = spawn("Xvfb", ["-displayfd", "3", "-nolisten", "tcp"], { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const closed = once(server, "close");
  const failed = closed.then(([code]) => Promise.reject(new Error(`Xvfb ended with ${code}`)));
  failed.catch(() => {});
  const kill = () => server.kill();
  process.once("exit", kill);
  const chosenDisplay = once(server.stdio[3] as NodeJS.ReadableStream, "data") as Promise<[Buffer]>;
  const [number] = await Promise.race([chosenDisplay, failed]);
  return {
    name: `:${number.toString().trim()}`,
    async [Symbol.asyncDispose]() {
      process.off("exit", kill);
      kill();
      await closed;
    },
  };
}

function killGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-(pid as number), "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

function runs(program: string, argument: string): boolean {
  return spawnSync(program, [argument], { stdio: "ignore" }).error === undefined;
}
