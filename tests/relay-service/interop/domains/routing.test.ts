import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { pairWith } from "../../../support/independent-client/exchange.ts";
import { rawRequest } from "../../../support/relay/raw-http.ts";
import { type RelayOfDomains, relayOfDomains } from "./relay-of-domains.ts";

let closed: RelayOfDomains;
let open: RelayOfDomains;
beforeAll(async () => {
  closed = await relayOfDomains();
  open = await relayOfDomains({}, true);
});
afterAll(async () => {
  await closed[Symbol.asyncDispose]();
  await open[Symbol.asyncDispose]();
});
beforeEach(() => {
  closed.reached();
  open.reached();
});

const ORIGINS = "https://sm.example.com,https://ad.example.com,https://[2001:db8::1]:8080";
const MISDIRECTED = '{"error":"misdirected"}';

describe("a request in the clear", () => {
  it.each([
    ["sm.example.com", "sm"],
    ["SM.Example.COM", "sm"],
    ["sm.example.com.", "sm"],
    ["sm.example.com:80", "sm"],
    ["sm.example.com:443", "sm"],
    ["ad.example.com.:443", "ad"],
    ["[2001:db8::1]:8080", "v6"],
  ])("goes to the upstream of its host: %s", async (host, upstream) => {
    for (const setup of [closed, open]) {
      expect((await setup.clear(host, "/open/x?y=1")).status).toBe(200);
      expect(setup.reached()).toEqual([upstream]);
    }
  });

  it.each([
    "ds.example.com",
    "sm.example.com:8080",
    "sm.example.com..",
    "www.sm.example.com",
    "sm.example.co",
    "sm",
    "[2001:db8::1]",
    "[2001:db8::2]:8080",
    "127.0.0.1",
    "sm.example.com,ad.example.com",
    "",
  ])("to an unknown host, %j, goes to UPSTREAM, or gets 421 without it", async (host) => {
    expect((await open.clear(host, "/open/x")).status).toBe(200);
    expect(open.reached()).toEqual(["rest"]);
    const answer = await closed.clear(host, "/open/x", "origin: https://app.example.com\r\n");
    expect([answer.status, answer.header("x-mte-relay-err"), `${answer.body}`]).toEqual([421, "misdirected", MISDIRECTED]);
    expect(answer.header("access-control-allow-origin")).toBeUndefined();
    expect(closed.reached()).toEqual([]);
  });

  it("is not led to another upstream by a header that claims another host", async () => {
    const lines = ["x-forwarded-host: ad.example.com", "forwarded: host=ad.example.com", "x-host: ad.example.com"];
    expect((await closed.clear("sm.example.com", "/open/x", `${lines.join("\r\n")}\r\n`)).status).toBe(200);
    expect((await closed.clear("ds.example.com", "/open/x", `${lines.join("\r\n")}\r\n`)).status).toBe(421);
    expect(closed.reached()).toEqual(["sm"]);
  });

  it("with two hosts is refused before any upstream is chosen", async () => {
    expect((await closed.clear("sm.example.com", "/open/x", "host: ad.example.com\r\n")).status).toBe(400);
    expect(closed.reached()).toEqual([]);
  });

  it("in HTTP/1.0 without a host goes to UPSTREAM, or gets 421 without it", async () => {
    expect((await rawRequest(open.port, "GET /open/x HTTP/1.0\r\n\r\n")).status).toBe(200);
    expect((await rawRequest(closed.port, "GET /open/x HTTP/1.0\r\n\r\n")).status).toBe(421);
    expect([open.reached(), closed.reached()]).toEqual([["rest"], []]);
  });

  it("gets the host, the base path and the name of its own domain", async () => {
    await using named = await relayOfDomains({ PUBLIC_ORIGINS: ORIGINS });
    await named.clear("SM.example.com:443", "/open/x");
    expect(named.sm.seen[0]).toMatchObject({
      target: "/base/open/x",
      headers: { host: `127.0.0.1:${named.sm.port}`, "x-forwarded-host": "sm.example.com", "x-forwarded-proto": "https" },
    });
    await named.clear("ad.example.com", "/open/x");
    expect(named.ad.seen[0]).toMatchObject({
      target: "/open/x",
      headers: { host: `127.0.0.1:${named.ad.port}`, "x-forwarded-host": "ad.example.com" },
    });
  });

  it("in absolute form goes to the host of its target, and only if Host or a public origin names it", async () => {
    expect((await closed.clear("AD.example.com", "http://ad.example.com/open/x")).status).toBe(200);
    expect(closed.reached()).toEqual(["ad"]);
    expect((await closed.clear("sm.example.com", "http://ad.example.com/open/x")).status).toBe(400);
    expect((await closed.clear("ds.example.com", "http://ds.example.com/open/x")).status).toBe(421);
    await using named = await relayOfDomains({ PUBLIC_ORIGINS: ORIGINS });
    // RFC 9112, 3.2.2: the target counts, whatever Host says.
    expect((await named.clear("sm.example.com", "http://ad.example.com/open/x")).status).toBe(200);
    expect((await named.clear("sm.example.com", "http://ds.example.com/open/x")).status).toBe(400);
    expect([closed.reached(), named.reached()]).toEqual([[], ["ad"]]);
  });
});

describe("the relay's own paths", () => {
  it.each(["127.0.0.1:8080", "ds.example.com", "sm.example.com"])("are answered at any host: %s", async (host) => {
    expect(`${(await closed.clear(host, "/healthz/ready")).body}`).toBe('{"ready":true}');
    expect((await closed.clear(host, "/api/mte-echo/x")).status).toBe(200);
    expect((await closed.clear(host, "/api/mte-errors")).status).toBe(200);
    expect((await closed.clear(host, "/public/none.js")).status).toBe(404);
  });

  it("for pairing and for clients are answered with 421 at an unknown host", async () => {
    expect((await closed.clear("sm.example.com", "/api/mte-relay")).status).toBe(200);
    for (const [target, lines, method] of [
      ["/api/mte-relay", "", "GET"],
      ["/api/mte-relay", "", "HEAD"],
      ["/api/mte-pair", "content-length: 2\r\n", "POST"],
      ["/x", "origin: https://app.example.com\r\naccess-control-request-method: GET\r\n", "OPTIONS"],
      ["/open/x", "", "OPTIONS"],
      ["/x", "", "GET"],
    ] as const) {
      const answer = await closed.clear("ds.example.com", target, lines, method);
      expect([target, answer.status, answer.header("x-mte-relay-err")]).toEqual([target, 421, "misdirected"]);
    }
    expect(await closed.relay.relay.metrics.registry.metrics()).toMatch(/relay_refusals_total\{code="misdirected"\} \d/);
    expect(closed.reached()).toEqual([]);
  });
});

describe("a sealed request", () => {
  it.each([
    ["http://sm.example.com", "sm.example.com", "sm"],
    ["https://sm.example.com", "SM.example.com.:443", "sm"],
    ["https://ad.example.com", "ad.example.com:80", "ad"],
    ["https://[2001:db8::1]:8080", "[2001:db8::1]:8080", "v6"],
  ])("of a client of %s goes to its upstream when Host is %s", async (origin, host, upstream) => {
    for (const setup of [closed, open]) {
      const pair = await setup.pair(origin);
      // The relay looks for the pair's origin among its own.
      expect(await setup.send(pair, new URL(origin).host)).toMatchObject({ kind: "answer", status: 200 });
      expect(await setup.send(pair, host, { method: "POST", body: [Buffer.from("b")] })).toMatchObject({
        kind: "answer",
        status: 200,
      });
      expect(setup.reached()).toEqual([upstream, upstream]);
    }
  });

  it("of a client of an unknown host goes to UPSTREAM, or the client cannot pair without it", async () => {
    const pair = await open.pair("https://ds.example.com");
    expect(await open.send(pair, "ds.example.com")).toMatchObject({ kind: "answer", status: 200 });
    expect(open.reached()).toEqual(["rest"]);
    await expect(closed.pair("https://ds.example.com")).rejects.toThrow(`421: ${MISDIRECTED}`);
  });

  it("gets the name of its own domain", async () => {
    const pair = await closed.pair("https://sm.example.com");
    await closed.send(pair, "sm.example.com");
    const [seen] = closed.sm.seen;
    expect(seen).toMatchObject({
      target: "/base/x",
      headers: { host: `127.0.0.1:${closed.sm.port}`, "x-forwarded-host": "sm.example.com", "x-forwarded-proto": "https" },
    });
  });
});

describe("the pages that may call", () => {
  const CORS_ORIGINS = "https://app.example.com,sm.example.com=https://portal.example.com";
  const preflight = (origin: string) => `origin: ${origin}\r\naccess-control-request-method: POST\r\n`;

  it.each(["", ORIGINS])(
    "are those of all hosts, and those of one host only there (PUBLIC_ORIGINS=%s)",
    async (PUBLIC_ORIGINS) => {
      await using setup = await relayOfDomains({ CORS_ORIGINS, PUBLIC_ORIGINS });
      for (const [host, origin, isAllowed] of [
        ["sm.example.com", "https://app.example.com", true],
        ["ad.example.com", "https://app.example.com", true],
        ["sm.example.com", "https://portal.example.com", true],
        ["SM.example.com:443", "https://portal.example.com", true],
        ["ad.example.com", "https://portal.example.com", false],
        ["[2001:db8::1]:8080", "https://portal.example.com", false],
        ["sm.example.com", "https://sm.example.com", true],
        ["sm.example.com", "https://ad.example.com", false],
        ["ad.example.com", "https://sm.example.com", false],
      ] as const) {
        const asked = await setup.clear(host, "/api/mte-relay", preflight(origin), "OPTIONS");
        expect([host, origin, asked.status]).toEqual([host, origin, isAllowed ? 204 : 403]);
        expect(asked.header("access-control-allow-origin")).toBe(isAllowed ? origin : undefined);
        expect((await setup.clear(host, "/open/x", `origin: ${origin}\r\n`)).status).toBe(isAllowed ? 200 : 403);
        const paired = pairWith({ port: setup.port, origin: `https://${host.replace(":443", "")}`, host, page: origin });
        if (isAllowed) await paired;
        else await expect(paired).rejects.toThrow('403: {"error":"origin"}');
      }
    },
  );

  it("do not include one of any other host because its Host says so, when public origins are configured", async () => {
    await using setup = await relayOfDomains({ PUBLIC_ORIGINS: ORIGINS }, true);
    expect((await setup.clear("ds.example.com", "/open/x", "origin: https://ds.example.com\r\n")).status).toBe(403);
    expect((await setup.clear("ds.example.com", "/open/x")).status).toBe(200);
    expect(setup.reached()).toEqual(["rest"]);
  });

  it("cannot use a pair of one host at another, where they may not call", async () => {
    await using setup = await relayOfDomains({ CORS_ORIGINS });
    const pair = await setup.pair("https://sm.example.com", "https://portal.example.com");
    const clear = [["origin", "https://portal.example.com"]] as const;
    expect(await setup.send(pair, "sm.example.com", {}, clear)).toMatchObject({ kind: "answer", status: 200 });
    expect(await setup.send(pair, "ad.example.com", {}, clear)).toMatchObject({ kind: "refused", code: "origin" });
    expect(setup.reached()).toEqual(["sm"]);
  });
});

describe("a pass-through route", () => {
  it("of one host is refused at the others, and one without a host holds for all", async () => {
    const setup = await relayOfDomains({ PASS_THROUGH_ROUTES: "/health,sm.example.com/static/*" }, true);
    onTestFinished(() => setup[Symbol.asyncDispose]());
    for (const host of ["sm.example.com", "ad.example.com", "ds.example.com"]) {
      expect((await setup.clear(host, "/health")).status).toBe(200);
      const isOpen = host === "sm.example.com";
      expect((await setup.clear(host, "/static/a.js")).status).toBe(isOpen ? 200 : 569);
      // Not a preflight: OPTIONS for the upstream.
      expect((await setup.clear(host, "/static/a.js", "", "OPTIONS")).status).toBe(isOpen ? 200 : 400);
    }
    expect(setup.reached().sort()).toEqual(["ad", "rest", "sm", "sm", "sm"]);
  });
});
