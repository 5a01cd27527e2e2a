import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type * as Client from "../../../../relay-service/client/mte-relay-client.d.mts";
import { describeWithChromium, launchChromium } from "../../../support/browsers/chromium.ts";
import { clientSite } from "../browsers/client-site.ts";

/** What the script defines on a page. */
declare const mteRelay: typeof Client;

/** What `axios` defines on a page. */
declare const axios: {
  post(url: string, data: unknown, options: object): Promise<{ data: unknown; status: number; headers: Record<string, string> }>;
};

const STRANGER = "ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s";
const AXIOS = readFileSync(join(import.meta.dirname, "../../../../node_modules/axios/dist/axios.min.js"), "utf8");

describeWithChromium("a page that seals an origin, in Chromium", () => {
  const site = clientSite();
  let browser: Browser;
  let page: Page;
  /** The paths that the page has requested. */
  let loaded: string[];

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    ({ page, loaded } = await site.openPage(browser));
    await page.evaluate(() => {
      Object.assign(globalThis, {
        ask: (method: string, url: string, body?: string, prepare: (xhr: XMLHttpRequest) => void = () => {}) =>
          new Promise((resolve) => {
            const xhr = new XMLHttpRequest();
            xhr.open(method, url);
            prepare(xhr);
            xhr.onloadend = () => {
              const { code, name } = (xhr.mteError ?? {}) as { code?: string; name?: string };
              resolve([xhr.status, xhr.responseText, code ?? name]);
            };
            xhr.send(body ?? null);
          }),
      });
    });
    loaded.length = 0;
  });
  afterEach(() => page.close());

  const paths = () => loaded.filter((path) => path !== "/api/mte-pair");
  const sealed = ["/api/mte-relay"];

  it("sends its XMLHttpRequests sealed, until that is undone", async () => {
    const outcome = await page.evaluate(async (url) => {
      const { ask } = globalThis as unknown as { ask(...given: unknown[]): Promise<unknown> };
      const before = [XMLHttpRequest, fetch];
      const undo = mteRelay.sealOrigins([url]);
      const answer = await ask("POST", `${url}/secret`, "mine");
      undo();
      return [answer, before[0] === XMLHttpRequest, before[1] === fetch];
    }, site.relay.url);
    expect(outcome).toEqual([[200, "mine", undefined], true, true]);
    expect(site.relay.upstream.seen.map(({ target }) => target)).toEqual(["/secret"]);
    expect(paths()).toEqual(sealed);
  });

  it("seals XMLHttpRequest again when another library has put the platform's class back", async () => {
    const outcome = await page.evaluate(async (url) => {
      const { ask } = globalThis as unknown as { ask(...given: unknown[]): Promise<unknown> };
      const { XMLHttpRequest: Platform } = globalThis;
      const undo = mteRelay.sealOrigins([url]);
      globalThis.XMLHttpRequest = Platform;
      const again = mteRelay.sealOrigins([url]);
      const answer = await ask("POST", `${url}/secret`, "mine");
      undo();
      again();
      return [answer, XMLHttpRequest === Platform];
    }, site.relay.url);
    expect(outcome).toEqual([[200, "mine", undefined], true]);
    expect(paths()).toEqual(sealed);
  });

  it("reports how much of an upload has left the machine, by the platform's own class", async () => {
    const halfWay = Promise.withResolvers<void>();
    site.relay.upstream.handle(async (request, response) => {
      request.pause();
      await halfWay.promise;
      request.resume().on("end", () => response.end("taken"));
    });
    await page.exposeFunction("halfWay", halfWay.resolve);
    const result = await page.evaluate(async (url) => {
      const { halfWay } = globalThis as unknown as { halfWay(): void };
      mteRelay.sealOrigins([url]);
      const xhr = new XMLHttpRequest();
      const parts: number[] = [];
      const ends: string[] = [];
      xhr.upload.addEventListener("progress", ({ loaded, total }) => {
        parts.push(loaded / total);
        halfWay();
      });
      xhr.upload.onload = () => ends.push(`upload ${xhr.readyState}`);
      xhr.open("PUT", `${url}/blob`);
      xhr.send(new Blob([new Uint8Array(24_000_000)]));
      await new Promise((resolve) => {
        xhr.onload = resolve;
      });
      return { text: xhr.responseText, first: parts[0] ?? 1, last: parts.at(-1), ends };
    }, site.relay.url);
    expect(result).toMatchObject({ text: "taken", last: 1, ends: ["upload 1"] });
    expect(result.first).toBeLessThan(1);
    expect(paths()).toEqual(sealed);
  });

  it("sends cookies only with withCredentials, and resolves relative urls against the page's base", async () => {
    site.relay.upstream.handle((request, response) => {
      response.writeHead(200, { "set-cookie": "id=1; Path=/" }).end(`${request.url} ${request.headers.cookie ?? "none"}`);
    });
    const outcome = await page.evaluate(async (url) => {
      const { ask } = globalThis as unknown as { ask(...given: unknown[]): Promise<unknown[]> };
      mteRelay.sealOrigins([url]);
      const base = document.createElement("base");
      base.href = `${url}/base/`;
      document.head.append(base);
      const outcomes: unknown[] = [];
      for (const withCredentials of [true, true, false]) {
        outcomes.push(
          (await ask("GET", "relative", undefined, (xhr: XMLHttpRequest) => Object.assign(xhr, { withCredentials })))[1],
        );
      }
      outcomes.push(await (await fetch("../up")).text());
      base.remove();
      return outcomes;
    }, site.relay.url);
    expect(outcome).toEqual(["/base/relative none", "/base/relative id=1", "/base/relative none", "/up none"]);
    expect(new Set(paths())).toEqual(new Set(sealed));
  });

  it("refuses synchronous calls, and a user in the url, but not for other origins", async () => {
    const outcome = await page.evaluate(
      ([url = "", own = ""]) => {
        mteRelay.sealOrigins([url]);
        const tried: [string, string, (boolean | undefined)?, string?, string?][] = [
          ["GET", url, false],
          ["GET", url, undefined],
          ["GET", url.replace("//", "//me:secret@")],
          ["GET", url, true, "me"],
          ["GET", url, true, "", "secret"],
          ["GET", url, true, "", ""],
          ["GET", own, false],
          ["GET", own.replace("//", "//me:secret@")],
          ["GET", "javascript:alert(1)", true],
          ["GET", "data:text/plain,hello", false],
        ];
        return tried.map((given) => {
          const xhr = new XMLHttpRequest();
          try {
            xhr.open(...(given as [string, string, boolean]));
            if (given[2] === false) xhr.send();
            return [xhr.readyState, xhr.responseText.slice(0, 5)];
          } catch (error) {
            return [(error as Error).name, (error as Error).message];
          }
        });
      },
      [site.relay.url, site.pages.origin],
    );
    const sync = ["InvalidAccessError", "a sealed XMLHttpRequest is always asynchronous: open it with async = true"];
    const user = ["InvalidAccessError", "a sealed XMLHttpRequest sends no user and password: set a header"];
    expect(outcome).toEqual([sync, sync, user, user, user, [1, ""], [4, "<!doc"], [1, ""], [1, ""], [4, "hello"]]);
    expect(site.relay.upstream.seen).toEqual([]);
  });

  it("has the relay's error in mteError, and never goes on in the clear", async () => {
    site.relay.upstream.handle((request, response) => {
      if (request.url === "/away") response.writeHead(302, { location: "https://elsewhere.example/" }).end();
      else if (request.url === "/cut") response.writeHead(200).write("x", () => response.destroy());
      else response.end("fine");
    });
    const outcome = await page.evaluate(
      async ([url = "", pin = ""]) => {
        const { ask } = globalThis as unknown as { ask(...given: unknown[]): Promise<unknown> };
        const undo = mteRelay.sealOrigins([url], { relayKeys: [pin] });
        const outcomes = [await ask("GET", url)];
        undo();
        mteRelay.sealOrigins([url]);
        outcomes.push(await ask("GET", `${url}/away`), await ask("POST", `${url}/cut`, "x"), await ask("patch", url, "x"));
        outcomes.push(await ask("GET", `${url}/fine`));
        return outcomes;
      },
      [site.relay.url, STRANGER],
    );
    const failed = (code: string) => [0, "", code];
    expect(outcome).toEqual([...["identity", "redirect", "body", "method"].map(failed), [200, "fine", undefined]]);
    expect(new Set(paths())).toEqual(new Set(sealed));
  });

  it("seals the page's calls while a client pairs early by a function of the page's that never answers", async () => {
    const status = await page.evaluate(
      async ([url = ""]) => {
        const platform = fetch;
        const own = (input: unknown, init?: RequestInit) =>
          new Headers(init?.headers).get("x-mte-relay") === "" ? new Promise(() => {}) : platform(input as string, init);
        const client = mteRelay.createMteRelayClient({ fetch: own as typeof fetch });
        client.sealOrigins([url]);
        client.pairEarly(url);
        return (await fetch(`${url}/login`, { method: "POST", body: "secret", headers: { authorization: "Bearer secret" } }))
          .status;
      },
      [site.relay.url],
    );
    expect(status).toBe(200);
    expect(new Set(paths())).toEqual(new Set(sealed));
  });

  it("seals once although it loads the script twice, and leaves nothing in whichever order that is undone", async () => {
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      const outcome = await page.evaluate(
        async ([url = "", ...order]) => {
          const { ask } = globalThis as unknown as { ask(...given: unknown[]): Promise<unknown> };
          const platform = [XMLHttpRequest, fetch];
          const undos = [mteRelay.sealOrigins([url as string])];
          const load = (members: Partial<HTMLScriptElement>) =>
            new Promise((resolve) => {
              document.head.append(Object.assign(document.createElement("script"), members, { onload: resolve }));
            });
          await load({ src: `${url}/public/mte-relay-client.js` });
          undos.push(mteRelay.sealOrigins([url as string]));
          const text = `import * as client from "${url}/public/mte-relay-client.mjs"; globalThis.imported = client;`;
          await load({ type: "module", src: URL.createObjectURL(new Blob([text], { type: "text/javascript" })) });
          const { imported } = globalThis as unknown as { imported: typeof Client };
          undos.push(imported.sealOrigins([url as string]));
          const outcomes: unknown[] = [];
          for (const index of order) {
            outcomes.push(await ask("POST", `${url}/x`, "mine"), await (await fetch(`${url}/y`)).text());
            undos[index as number]?.();
          }
          return [outcomes.length, outcomes[0], outcomes[4], platform[0] === XMLHttpRequest, platform[1] === fetch];
        },
        [site.relay.url, ...order],
      );
      expect(outcome).toEqual([6, [200, "mine", undefined], [200, "mine", undefined], true, true]);
    }
    const others = paths().filter((path) => !/^\/public\/|^http/.test(path));
    expect(new Set(others)).toEqual(new Set(sealed));
    expect(new Set(site.relay.upstream.seen.map(({ target }) => target))).toEqual(new Set(["/x", "/y"]));
  });

  it("leaves another library's class that was installed later, and seals through it while it seals", async () => {
    const outcome = await page.evaluate(async (url) => {
      const { ask } = globalThis as unknown as { ask(...given: unknown[]): Promise<unknown> };
      const undo = mteRelay.sealOrigins([url]);
      const Below = XMLHttpRequest;
      const opened: string[] = [];
      class Later extends Below {
        override open(...given: [method: string, url: string]) {
          opened.push(given[0]);
          super.open(...given);
        }
      }
      globalThis.XMLHttpRequest = Later;
      const first = await ask("POST", `${url}/x`, "mine");
      const again = mteRelay.sealOrigins([url]);
      const isKept = XMLHttpRequest === Later;
      undo();
      again();
      const clear = await ask("GET", `${url}/page`);
      // The constructor of some libraries makes an object of the class below.
      globalThis.XMLHttpRequest = Below;
      const undoLast = mteRelay.sealOrigins([url]);
      const Sealing = XMLHttpRequest;
      function make() {
        return new Sealing();
      }
      globalThis.XMLHttpRequest = make as unknown as typeof XMLHttpRequest;
      const { XMLHttpRequest: Made } = globalThis;
      const second = await ask("POST", `${url}/y`, "mine");
      const nested = mteRelay.sealOrigins([url]);
      const third = await ask("POST", `${url}/z`, "mine");
      nested();
      undoLast();
      return [first, isKept, XMLHttpRequest === Made, clear, second, third, opened];
    }, site.relay.url);
    const mine = [200, "mine", undefined];
    expect(outcome).toEqual([mine, true, true, [200, "", undefined], mine, mine, ["POST", "GET"]]);
    expect(paths()).toEqual([...sealed, "/page", ...sealed, ...sealed]);
  });

  it("is refused when another library makes objects that cannot be extended, as they would go on in the clear", async () => {
    const outcome = await page.evaluate((url) => {
      const { XMLHttpRequest: Platform, fetch: platformFetch } = globalThis;
      function make() {
        return new Platform();
      }
      globalThis.XMLHttpRequest = make as unknown as typeof XMLHttpRequest;
      const { XMLHttpRequest: Made } = globalThis;
      try {
        return mteRelay.sealOrigins([url]);
      } catch (error) {
        return [(error as Error).message, XMLHttpRequest === Made, fetch === platformFetch];
      }
    }, site.relay.url);
    const message = "another script has replaced fetch or XMLHttpRequest for good: call sealOrigins before it";
    expect(outcome).toEqual([message, true, true]);
  });

  it("shows the headers of a hostile API as single lines, and no cookies", async () => {
    site.relay.upstream.handle((_request, response) => {
      response.appendHeader("x-first", "a: b");
      response.appendHeader("x-first", "\tc\xa0");
      response.appendHeader("__proto__", "1");
      response.appendHeader("constructor", "2");
      response.appendHeader("set-cookie", "id=1; HttpOnly");
      response.end();
    });
    const outcome = await page.evaluate(async (url) => {
      const { ask } = globalThis as unknown as { ask(...given: unknown[]): Promise<unknown> };
      const everybody = Object.prototype as unknown as Record<string, unknown>;
      mteRelay.sealOrigins([url]);
      const written = ["method", "lengthComputable", "type", "async", "padding", "x-first"];
      for (const name of written) Object.defineProperty(everybody, name, { value: "1", configurable: true });
      let shown: unknown;
      await ask("GET", url, undefined, (xhr: XMLHttpRequest) => {
        xhr.onload = () => {
          shown = [xhr.getAllResponseHeaders(), xhr.getResponseHeader("set-cookie"), xhr.getResponseHeader("toString")];
        };
      });
      for (const name of written) delete everybody[name];
      return shown;
    }, site.relay.url);
    const [all, cookie, inherited] = outcome as [string, null, null];
    expect(all.split("\r\n").filter((line) => !/^(date|content-length|connection|keep-alive)/.test(line))).toEqual([
      "constructor: 2",
      "x-first: a: b, c\xa0",
      "__proto__: 1",
      "",
    ]);
    expect([cookie, inherited, site.relay.upstream.seen[0]?.method]).toEqual([null, null, "GET"]);
  });

  it("seals the calls of axios by its adapter for XMLHttpRequest, with progress of both ways", async () => {
    await page.evaluate((url) => void mteRelay.sealOrigins([url]), site.relay.url);
    await page.addScriptTag({ content: AXIOS });
    const outcome = await page.evaluate(async (url) => {
      const loaded: Record<string, number> = {};
      const options = {
        adapter: "xhr",
        headers: { "x-own": "1" },
        timeout: 60_000,
        onUploadProgress: (event: { loaded: number }) => {
          loaded.up = event.loaded;
        },
        onDownloadProgress: (event: { loaded: number }) => {
          loaded.down = event.loaded;
        },
      };
      const { data, status, headers } = await axios.post(`${url}/orders`, { item: 7 }, options);
      const failed = await axios
        .post("http://localhost:1/", {}, { adapter: "xhr" })
        .catch(({ code, request }: { code: string; request: XMLHttpRequest }) => [code, request.mteError]);
      return [data, status, headers["x-path"], loaded, failed];
    }, site.relay.url);
    expect(outcome).toEqual([{ item: 7 }, 200, "/orders", { up: 10, down: 10 }, ["ERR_NETWORK", undefined]]);
    expect(site.relay.upstream.seen[0]).toMatchObject({ method: "POST", headers: { "x-own": "1" } });
    expect(paths()).toEqual([...sealed, "/"]);
  });
});
