import { describe, expect, it, onTestFinished } from "vitest";
import { type RelayOfDomains, relayOfDomains } from "./relay-of-domains.ts";

const ORIGINS = "https://sm.example.com,http://sm.example.com,https://ad.example.com,https://[2001:db8::1]:8080";

async function started(env: Record<string, string> = {}, hasRest = false): Promise<RelayOfDomains> {
  const setup = await relayOfDomains(env, hasRest);
  onTestFinished(() => setup[Symbol.asyncDispose]());
  return setup;
}

/** The `location` of a sealed answer in which the upstream of sm.example.com redirects to `target`. */
async function redirected(setup: RelayOfDomains, origin: string, target: string): Promise<string | undefined> {
  setup.sm.handle((_request, response) => response.writeHead(302, { location: target }).end());
  const answer = await setup.send(await setup.pair(origin), "sm.example.com");
  if (answer.kind !== "answer") throw new Error(answer.kind);
  expect(answer.status).toBe(302);
  return answer.headers.find(([name]) => name === "location")?.[1];
}

describe("a redirect to the upstream of another host", () => {
  it("leads to the public origin of that host", async () => {
    const setup = await started({ PUBLIC_ORIGINS: ORIGINS });
    expect(await redirected(setup, "https://sm.example.com", `${setup.ad.url}/login?x=1`)).toBe(
      "https://ad.example.com/login?x=1",
    );
    expect(await redirected(setup, "http://sm.example.com", `${setup.ad.url}/login`)).toBe("https://ad.example.com/login");
    expect(await redirected(setup, "https://sm.example.com", `${setup.v6.url}/x`)).toBe("https://[2001:db8::1]:8080/x");
    expect(await redirected(setup, "https://sm.example.com", `${setup.sm.url}/base/x`)).toBe("/x");
  });

  it("has the scheme of the pair's own origin when no public origin is configured", async () => {
    const setup = await started();
    expect(await redirected(setup, "https://sm.example.com", `${setup.ad.url}/x`)).toBe("https://ad.example.com/x");
    expect(await redirected(setup, "http://sm.example.com", `${setup.ad.url}/x`)).toBe("http://ad.example.com/x");
  });

  it("is removed when the relay does not know where clients reach it", async () => {
    const setup = await started({}, true);
    expect(await redirected(setup, "https://sm.example.com", `${setup.rest.url}/x`)).toBeUndefined();
    setup.sm.handle((_request, response) => response.writeHead(302, { location: `${setup.ad.url}/x` }).end());
    const clear = await setup.clear("sm.example.com", "/open/x");
    expect([clear.status, clear.header("location")]).toEqual([302, undefined]);
  });
});

describe("a cookie", () => {
  it("belongs to the host of its domain, with the path that the client sees", async () => {
    const setup = await started();
    const lines = ["a=1; Path=/base/x; Domain=example.com", "b=2; Domain=127.0.0.1", "c=3; Domain=ad.example.com"];
    for (const upstream of [setup.sm, setup.ad])
      upstream.handle((_request, response) => response.writeHead(200, { "set-cookie": lines }).end());
    const cookies = async (host: string) =>
      (await setup.clear(host, "/open/x")).lines.filter(([name]) => name === "set-cookie").map(([, line]) => line);
    expect(await cookies("sm.example.com")).toEqual(["a=1; Path=/x; Domain=example.com", "b=2", "c=3; Domain=ad.example.com"]);
    expect(await cookies("ad.example.com")).toEqual([
      "a=1; Path=/base/x; Domain=example.com",
      "b=2",
      "c=3; Domain=ad.example.com",
    ]);
  });

  it("of the browser is sent to the upstream of its host alone", async () => {
    const setup = await started();
    await setup.clear("sm.example.com", "/open/x", "cookie: sm=1\r\n");
    await setup.clear("ad.example.com", "/open/x", "cookie: ad=1\r\n");
    expect([setup.sm.seen[0]?.headers.cookie, setup.ad.seen[0]?.headers.cookie]).toEqual(["sm=1", "ad=1"]);
  });
});

describe("limits", () => {
  it("are shared by all domains", async () => {
    const setup = await started({ MAX_IN_FLIGHT: "2" });
    let answer: () => void = () => {};
    setup.sm.handle((_request, response) => {
      answer = () => response.end();
    });
    const waiting = setup.clear("sm.example.com", "/open/x");
    await setup.sm.arrived(1);
    // One network may take half of what is free.
    expect((await setup.clear("ad.example.com", "/open/z")).status).toBe(503);
    answer();
    expect((await waiting).status).toBe(200);
    expect((await setup.clear("ad.example.com", "/open/z")).status).toBe(200);
  });
});
