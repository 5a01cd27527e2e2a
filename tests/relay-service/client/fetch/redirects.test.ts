import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import type { Handler } from "../../../support/relay/instrumented-upstream.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";

let relay: RelayUnderTest;
const { mteFetch } = createMteRelayClient();

beforeAll(async () => {
  relay = await runRelay();
});
afterAll(() => relay.close());
beforeEach(() => {
  relay.upstream.seen.length = 0;
});

/** Redirects each request that is not for `/end`, whose body it gives as text. */
const redirect = (status: number, location = "/end"): Handler => {
  return (request, response) => {
    if (request.url === "/end") request.pipe(response);
    else request.resume().on("end", () => response.writeHead(status, { location }).end("moved"));
  };
};
const trip = () => relay.upstream.seen.map(({ method, target }) => `${method} ${target}`);

describe("a redirect", () => {
  it.each([
    [301, "GET", "GET"],
    [301, "POST", "GET"],
    [301, "PUT", "PUT"],
    [302, "POST", "GET"],
    [302, "DELETE", "DELETE"],
    [303, "GET", "GET"],
    [303, "HEAD", "HEAD"],
    [303, "POST", "GET"],
    [303, "PUT", "GET"],
    [307, "POST", "POST"],
    [308, "PATCH", "PATCH"],
  ])("with status %i after %s is followed with %s, as by fetch", async (status, method, then) => {
    relay.upstream.handle(redirect(status));
    const body = method === "GET" || method === "HEAD" ? null : "the body";
    const init = { method, body, headers: { "content-type": "text/x", "x-kept": "1" } };
    const response = await mteFetch(`${relay.url}/start`, init);
    expect(trip()).toEqual([`${method} /start`, `${then} /end`]);
    expect(response).toMatchObject({ status: 200, redirected: true, url: `${relay.url}/end` });
    const keepsBody = body !== null && then === method;
    expect(await response.text()).toBe(keepsBody ? "the body" : "");
    const { headers } = relay.upstream.seen[1] ?? {};
    expect(headers).toMatchObject({ "x-kept": "1" });
    expect(headers?.["content-type"]).toBe(keepsBody || method === then ? "text/x" : undefined);
    // The real fetch does the same with the same upstream.
    const real = await fetch(`${relay.upstream.url}/start`, init);
    expect(trip().slice(2)).toEqual(trip().slice(0, 2));
    expect(relay.upstream.seen[3]?.headers["content-type"]).toBe(headers?.["content-type"]);
    await real.body?.cancel();
  });

  it("may be relative, or name the upstream", async () => {
    relay.upstream.handle((request, response) => {
      const locations: Record<string, string> = { "/a/b": "../c?d", "/c?d": `${relay.upstream.url}/end` };
      const location = locations[request.url ?? ""];
      response.writeHead(location ? 302 : 200, location ? { location } : {}).end();
    });
    const response = await mteFetch(`${relay.url}/a/b#here`);
    expect(trip()).toEqual(["GET /a/b", "GET /c?d", "GET /end"]);
    expect(response.url).toBe(`${relay.url}/end`);
  });

  it("to another origin fails, as it would continue in the clear", async () => {
    relay.upstream.handle(redirect(302, "https://elsewhere.example/path?secret"));
    const call = mteFetch(`${relay.url}/start`);
    await expect(call).rejects.toMatchObject({ code: "redirect" });
    await expect(call).rejects.toThrow("to https://elsewhere.example; that would go on in the clear");
    relay.upstream.handle(redirect(302, "data:text/html,x"));
    await expect(mteFetch(`${relay.url}/start`)).rejects.toMatchObject({ code: "redirect" });
  });

  it("can be refused or inspected", async () => {
    relay.upstream.handle(redirect(302));
    await expect(mteFetch(`${relay.url}/start`, { redirect: "error" })).rejects.toMatchObject({ code: "redirect" });
    const response = await mteFetch(`${relay.url}/start`, { redirect: "manual" });
    expect(response).toMatchObject({ status: 302, redirected: false });
    expect(response.headers.get("location")).toBe("/end");
    expect(await response.text()).toBe("moved");
  });

  it("is an ordinary answer without a location, or with another status", async () => {
    relay.upstream.handle((_request, response) => response.writeHead(301).end("moved nowhere"));
    expect(await (await mteFetch(`${relay.url}/start`)).text()).toBe("moved nowhere");
    relay.upstream.handle(redirect(300));
    expect((await mteFetch(`${relay.url}/start`)).status).toBe(300);
  });

  it("is followed at most 20 times", async () => {
    relay.upstream.handle((request, response) => {
      const left = Number((request.url ?? "").slice(1));
      response.writeHead(left > 0 ? 302 : 200, left > 0 ? { location: `/${left - 1}` } : {}).end();
    });
    expect((await mteFetch(`${relay.url}/20`)).redirected).toBe(true);
    await expect(mteFetch(`${relay.url}/21`)).rejects.toThrow("more than 20 redirects");
  });

  it("sends the body of a stream again only when it is short", async () => {
    relay.upstream.handle(redirect(307));
    const send = (bytes: number) => {
      const body = new Blob([new Uint8Array(bytes)]).stream();
      return mteFetch(`${relay.url}/start`, { method: "POST", body, duplex: "half" } as RequestInit);
    };
    await expect(send(1_048_577)).rejects.toThrow("was a stream and cannot be sent again");
    expect((await (await send(1000)).arrayBuffer()).byteLength).toBe(1000);
  });
});
