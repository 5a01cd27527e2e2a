import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMteRelayClient, sealOrigins } from "../../../../relay-service/client/node-client.ts";
import { type Handler, type InstrumentedUpstream, instrumentedUpstream } from "../../../support/relay/instrumented-upstream.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";

const STRANGER = "ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s";
const PLATFORM = globalThis.fetch;

let relay: RelayUnderTest;
let other: InstrumentedUpstream;
/** What reached the relay's port, by path. */
let wire: string[];
const undone: (() => void)[] = [];

/** Seals, and undoes it after the test. */
const seal = (...given: Parameters<typeof sealOrigins>) => {
  const undo = createMteRelayClient().sealOrigins(...given);
  undone.push(undo);
  return undo;
};

/** `fetch` of another library, which the page installs around the present one. */
function wrapFetch(around: (input: string | URL | Request) => void = () => {}): typeof fetch {
  const below = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    around(input);
    await undefined;
    return below(input, init);
  };
  return globalThis.fetch;
}

const text = async (input: string | URL | Request, init?: RequestInit) => (await fetch(input, init)).text();

const echo: Handler = (request, response, seen) => {
  request.on("end", () => {
    const { method, target } = seen;
    response.end(JSON.stringify({ method, target, body: seen.body.toString() }));
  });
};

beforeAll(async () => {
  relay = await runRelay({ env: { PASS_THROUGH_ROUTES: "/clear/*" } });
  other = await instrumentedUpstream();
});
afterAll(async () => {
  await relay.close();
  await other.close();
});
beforeEach(() => {
  wire = [];
  relay.upstream.handle(echo);
  relay.upstream.seen.length = 0;
  other.seen.length = 0;
  globalThis.fetch = PLATFORM;
});
afterEach(() => {
  for (const undo of undone.splice(0)) undo();
  globalThis.fetch = PLATFORM;
});

/** Records what is sent, in place of the platform's function. */
const watch = () => {
  globalThis.fetch = (input, init) => {
    wire.push(new URL(input instanceof Request ? input.url : String(input)).pathname);
    return PLATFORM(input, init);
  };
};

describe("sealOrigins", () => {
  it("seals the calls of the global fetch to an origin, until it is undone", async () => {
    watch();
    const undo = seal([relay.url]);
    const body = JSON.parse(await text(`${relay.url}/secret?x`, { method: "POST", body: "mine" }));
    expect(body).toEqual({ method: "POST", target: "/secret?x", body: "mine" });
    expect(wire).toEqual(["/api/mte-pair", "/api/mte-relay"]);
    undo();
    undo();
    await text(`${relay.url}/clear/x`);
    expect(wire).toEqual(["/api/mte-pair", "/api/mte-relay", "/clear/x"]);
  });

  it("accepts a Request, a URL, and a call without an object", async () => {
    watch();
    seal([relay.url]);
    const { fetch: detached } = globalThis;
    const request = new Request(`${relay.url}/request`, { method: "PUT", body: "x" });
    await Promise.all([
      detached(request),
      detached(new URL(`${relay.url}/url`)),
      Reflect.apply(fetch, {}, [`${relay.url}/this`]),
    ]);
    expect(relay.upstream.seen.map(({ target }) => target).sort()).toEqual(["/request", "/this", "/url"]);
    expect(new Set(wire)).toEqual(new Set(["/api/mte-pair", "/api/mte-relay"]));
    expect([globalThis.fetch.name, globalThis.fetch.length]).toEqual([PLATFORM.name, PLATFORM.length]);
  });

  it("passes a signal, and the options of a call", async () => {
    seal([relay.url]);
    relay.upstream.handle((_request, response) => response.writeHead(200).write("first"));
    const controller = new AbortController();
    const answer = await fetch(relay.url, { signal: controller.signal });
    controller.abort(new Error("my reason"));
    await expect(answer.text()).rejects.toThrow("my reason");
    const wrong = { mte: { padding: "much" } } as RequestInit;
    await expect(fetch(relay.url, wrong)).rejects.toThrow('padding must be "none" or "padme"');
  });

  it("passes calls to all other origins to the original with the same this and the same arguments", async () => {
    const calls: unknown[][] = [];
    const result = Promise.resolve(new Response("other"));
    globalThis.fetch = function (this: unknown, ...given: unknown[]) {
      calls.push([this, ...given]);
      return result;
    } as typeof fetch;
    seal([relay.url]);
    const me = { fetch: globalThis.fetch };
    const init = { method: "POST" };
    const port = new URL(relay.url).port;
    const inputs = [
      other.url,
      new URL(other.url),
      new Request(other.url),
      "relative",
      "data:text/plain,x",
      "javascript:x",
      `blob:${relay.url}/1`,
      `https://127.0.0.1:${port}/`,
      `http://127.0.0.1:${Number(port) + 1}/`,
      `http://localhost:${port}/`,
      `ftp://127.0.0.1:${port}/`,
      "http://[",
    ];
    for (const input of inputs) expect(me.fetch(input, init)).toBe(result);
    expect(calls).toEqual(inputs.map((input) => [me, input, init]));
    calls.forEach(([, given], index) => {
      expect(given).toBe(inputs[index]);
    });
    (me.fetch as () => unknown)();
    expect(calls.at(-1)).toEqual([me]);
  });

  it("compares origins, not texts: case, default port, user and dots make no difference", async () => {
    const sent: string[] = [];
    const send: typeof fetch = async (input) => {
      sent.push(String(input));
      throw new TypeError("reset");
    };
    globalThis.fetch = async (input) => new Response(`in the clear: ${input}`);
    seal(["HTTPS://API.Example.com:443/", "https://api.example.com"], { fetch: send });
    for (const url of [
      "https://api.example.com/x",
      "https://API.EXAMPLE.COM:443/x",
      " https://api.example.com/x",
      "https:api.example.com/x",
      "https:\\\\api.example.com\\x",
      "https://%61pi.example.com/x",
    ]) {
      await expect(fetch(url), url).rejects.toMatchObject({ code: "network" });
    }
    await expect(fetch("https://me:secret@api.example.com/x")).rejects.toThrow(TypeError);
    expect(new Set(sent)).toEqual(new Set(["https://api.example.com/api/mte-pair"]));
  });

  it("reads an object that names another url each time only once", async () => {
    const answers = [other.url, `${relay.url}/secret`];
    const input = { toString: () => answers.shift() ?? "" } as URL;
    seal([relay.url]);
    expect(JSON.parse(await text(input)).target).toBe("/");
    expect([other.seen.length, relay.upstream.seen.length]).toEqual([1, 0]);
  });

  it("fails rather than follow a redirect to another origin in the clear", async () => {
    relay.upstream.handle((_request, response) => response.writeHead(302, { location: "http://elsewhere.example/" }).end());
    watch();
    seal([relay.url]);
    await expect(fetch(relay.url)).rejects.toMatchObject({ code: "redirect" });
    expect(wire).toEqual(["/api/mte-pair", "/api/mte-relay"]);
  });

  it("names all problems of its arguments at once, and seals nothing then", () => {
    const wrong = ["https://a.example/path", "ftp://b.example", "https://:secret@c.example", 7] as string[];
    expect(() => sealOrigins(["https://fine.example", ...wrong], { relayUrl: relay.url, relayKeys: [] } as object)).toThrow(
      expect.objectContaining({
        name: "TypeError",
        message: expect.stringMatching(
          /^each origin must be .* got "https:\/\/a.example\/path"\n.*"ftp:.*\n.*c.example"\n.* got 7\n"relayUrl" is not an option.*\nrelayKeys must be/,
        ),
      }),
    );
    for (const none of [[], undefined, "https://a.example", null]) {
      expect(() => sealOrigins(none as string[])).toThrow(
        'origins must be a list of origins such as ["https://relay.example.com"]',
      );
    }
    expect(globalThis.fetch).toBe(PLATFORM);
  });

  it("does not change when a script writes to Object.prototype", async () => {
    const everybody = Object.prototype as unknown as Record<PropertyKey, unknown>;
    const written = { method: "DELETE", fetch: () => {}, relayKeys: [STRANGER], [Symbol.for("mte-relay-sealed-page-1")]: {} };
    Object.assign(everybody, written);
    try {
      seal([relay.url]);
    } finally {
      for (const name of Reflect.ownKeys(written)) delete everybody[name];
    }
    expect(JSON.parse(await text(relay.url)).method).toBe("GET");
  });

  it("pins the relay: with the options given, otherwise with those of its client", async () => {
    const pinned = createMteRelayClient({ relayKeys: [STRANGER] });
    const undo = pinned.sealOrigins([relay.url]);
    await expect(fetch(relay.url)).rejects.toMatchObject({ code: "identity" });
    undo();
    seal([relay.url], { relayKeys: [STRANGER] });
    await expect(fetch(relay.url)).rejects.toMatchObject({ code: "identity" });
    expect(relay.upstream.seen).toEqual([]);
  });

  it("keeps the pins of its client when it is given other options", async () => {
    undone.push(createMteRelayClient({ relayKeys: [STRANGER] }).sealOrigins([relay.url], { retryUnsafe: "never" }));
    await expect(fetch(relay.url)).rejects.toMatchObject({ code: "identity" });
    expect(relay.upstream.seen).toEqual([]);
  });

  it("pairs early with each of its origins", async () => {
    watch();
    seal([relay.url], { pairEarly: true });
    await expect.poll(() => wire).toEqual(["/api/mte-pair"]);
    await text(relay.url);
    expect(wire).toEqual(["/api/mte-pair", "/api/mte-relay"]);
  });

  it("ignores a third argument of fetch, as the platform does", async () => {
    seal([relay.url]);
    const given = [relay.url, {}, 1] as unknown as Parameters<typeof fetch>;
    expect((await fetch(...given)).status).toBe(200);
  });
});

describe("an origin that is sealed twice", () => {
  it.each([
    ["the first first", [0, 1]],
    ["the second first", [1, 0]],
  ])("is sealed once, and no longer when both are undone, %s", async (_name, order) => {
    watch();
    const below = globalThis.fetch;
    const undos = [seal([relay.url]), seal([relay.url, other.url])];
    for (const index of order) {
      wire.length = 0;
      expect(JSON.parse(await text(`${relay.url}/x`)).target).toBe("/x");
      expect(wire.filter((path) => path !== "/api/mte-pair")).toEqual(["/api/mte-relay"]);
      undos[index]?.();
    }
    expect(globalThis.fetch).toBe(below);
    wire.length = 0;
    await text(`${relay.url}/clear/x`);
    await text(other.url);
    expect(wire).toEqual(["/clear/x", "/"]);
  });

  it("keeps the pins of the oldest call", async () => {
    const undo = seal([relay.url], { relayKeys: [STRANGER] });
    seal([relay.url]);
    await expect(fetch(relay.url)).rejects.toMatchObject({ code: "identity" });
    undo();
    expect((await fetch(relay.url)).status).toBe(200);
  });

  it("has the pins of a later call when the older has none", async () => {
    seal([relay.url]);
    const undo = seal([relay.url], { relayKeys: [STRANGER] });
    await expect(fetch(relay.url)).rejects.toMatchObject({ code: "identity" });
    undo();
    expect((await fetch(relay.url)).status).toBe(200);
  });

  it("is sealed once by mteFetch, too, and by a second sealing above another library's function", async () => {
    watch();
    seal([relay.url]);
    wrapFetch();
    seal([relay.url]);
    const { mteFetch } = createMteRelayClient();
    await mteFetch(`${relay.url}/own`);
    await text(`${relay.url}/global`);
    expect(relay.upstream.seen.map(({ target }) => target)).toEqual(["/own", "/global"]);
    expect(wire.filter((path) => path !== "/api/mte-pair")).toEqual(["/api/mte-relay", "/api/mte-relay"]);
  });
});

describe("another library's function", () => {
  it("that was there before sees sealed requests alone", async () => {
    watch();
    const seen: string[] = [];
    wrapFetch((input) => seen.push(new URL(String(input)).pathname));
    seal([relay.url]);
    await text(`${relay.url}/secret`);
    expect(seen).toEqual(["/api/mte-pair", "/api/mte-relay"]);
  });

  it("that was installed later stays when the sealing is undone, and finds nothing sealed below", async () => {
    watch();
    const undo = seal([relay.url]);
    const later = wrapFetch();
    expect(JSON.parse(await text(`${relay.url}/sealed`)).target).toBe("/sealed");
    undo();
    expect(globalThis.fetch).toBe(later);
    await text(`${relay.url}/clear/x`);
    // Sealed again, it is sealed once, although the first function is still below.
    seal([relay.url]);
    await text(`${relay.url}/again`);
    expect(wire).toEqual(["/api/mte-pair", "/api/mte-relay", "/clear/x", "/api/mte-pair", "/api/mte-relay"]);
  });

  it("that drops ours does not weaken a later call", async () => {
    watch();
    const below = globalThis.fetch;
    seal([relay.url]);
    globalThis.fetch = below;
    seal([relay.url]);
    await text(`${relay.url}/secret`);
    expect(wire).toEqual(["/api/mte-pair", "/api/mte-relay"]);
  });

  it("may be the option fetch, and call the global one", async () => {
    watch();
    const sent: string[] = [];
    seal([relay.url], {
      fetch: async (input, init) => {
        await undefined;
        sent.push(new URL(String(input)).pathname);
        return fetch(new Request(input, init));
      },
    });
    expect(JSON.parse(await text(`${relay.url}/secret`)).target).toBe("/secret");
    expect(sent).toEqual(["/api/mte-pair", "/api/mte-relay"]);
    expect(wire).toEqual(sent);
  });

  it.each([
    ["read-only", { value: PLATFORM, writable: false }],
    ["an accessor that ignores it", { get: () => PLATFORM, set: () => {} }],
  ])("that cannot be replaced is an error, and nothing is sealed: %s", (_name, descriptor) => {
    Object.defineProperty(globalThis, "fetch", { ...descriptor, configurable: true });
    try {
      expect(() => sealOrigins([relay.url])).toThrow("another script has replaced fetch or XMLHttpRequest for good");
    } finally {
      Object.defineProperty(globalThis, "fetch", { value: PLATFORM, writable: true, configurable: true, enumerable: true });
    }
    seal([other.url]);
    expect(globalThis.fetch).not.toBe(PLATFORM);
  });
});
