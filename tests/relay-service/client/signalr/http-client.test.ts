import * as signalR from "@microsoft/signalr";
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, it } from "vitest";
import type * as Published from "../../../../relay-service/client/mte-relay-signalr.d.mts";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";
import { connectionTo, signalRHttpClient, signalROptions } from "../../../support/signalr-hub/hub-client.ts";
import { type RunningHub, runHub } from "../../../support/signalr-hub/running-hub.ts";

let hub: RunningHub;
let relay: RelayUnderTest;
let client: Published.SignalRHttpClient;

beforeAll(async () => {
  hub = await runHub();
  relay = await runRelay({ upstream: hub.upstream });
});
afterAll(() => relay.close());
beforeEach(() => {
  hub.upstream.seen.length = 0;
  hub.intercept = () => false;
  const { mteFetch } = createMteRelayClient({ relayUrl: relay.url });
  client = signalRHttpClient({ mteFetch, signalR });
});

/** The library's own signal, which is not the platform's. */
function librarySignal() {
  const signal = { aborted: false, onabort: null as (() => void) | null };
  const abort = () => {
    signal.aborted = true;
    signal.onabort?.();
  };
  return { signal, abort };
}
const never = () => true;

/** Lets the client make its pair of keys, which takes a part of the time of its first request. */
async function pair(): Promise<void> {
  await client.post(`${relay.url}/hub/negotiate`);
  hub.upstream.seen.length = 0;
}

describe("the http client", () => {
  it("has the types that the library wants", () => {
    expectTypeOf<Published.SignalRHttpClient>().toExtend<signalR.HttpClient>();
    expectTypeOf<ReturnType<typeof Published.signalROptions>>().toExtend<signalR.IHttpConnectionOptions>();
    expectTypeOf<typeof signalR>().toExtend<Published.SignalRErrors>();
  });

  it("sends what the library's own sends", async () => {
    hub.intercept = (request, response) => {
      request.resume().on("end", () => response.writeHead(200, { "x-a": "1" }).end("é"));
      return true;
    };
    const url = `${relay.url}/hub?id=1`;
    const options = { headers: { "x-own": "1" }, withCredentials: true };
    expect(await client.get(url, options)).toEqual({ statusCode: 200, statusText: "", content: "é" });
    await client.post(url, { ...options, content: "text" });
    const binary = { ...options, content: new Uint8Array([1, 2]).buffer, responseType: "arraybuffer" } as const;
    expect((await client.post(url, binary)).content).toEqual(new TextEncoder().encode("é").buffer);
    await client.delete(url, options);
    await client.send({ method: "POST", url, content: "" });
    const ours = hub.upstream.seen.map(({ method, target, headers, body }) => [
      method,
      target,
      headers["x-requested-with"],
      headers["x-own"],
      headers["content-type"],
      body.toString(),
    ]);
    expect(ours).toEqual([
      ["GET", "/hub?id=1", "XMLHttpRequest", "1", undefined, ""],
      ["POST", "/hub?id=1", "XMLHttpRequest", "1", "text/plain;charset=UTF-8", "text"],
      ["POST", "/hub?id=1", "XMLHttpRequest", "1", "application/octet-stream", "\x01\x02"],
      ["DELETE", "/hub?id=1", "XMLHttpRequest", "1", undefined, ""],
      ["POST", "/hub?id=1", "XMLHttpRequest", undefined, undefined, ""],
    ]);
    expect(client.getCookieString(url)).toBe("");
  });

  it("gives a poll that takes too long an empty answer, after which the library polls again", async () => {
    await pair();
    hub.intercept = never;
    expect(await client.get(`${relay.url}/hub`, { timeout: 2000 })).toEqual({ statusCode: 200, statusText: "", content: "" });
    expect(await hub.upstream.seen[0]?.over).toBe(false);
    const post = client.post(`${relay.url}/hub`, { timeout: 50 });
    await expect(post).rejects.toBeInstanceOf(signalR.TimeoutError);
  });

  it("does not count a poll as empty whose answer has begun", async () => {
    await pair();
    hub.intercept = (_request, response) => {
      response.writeHead(200).write("a");
      setTimeout(() => response.end("b"), 2100);
      return true;
    };
    expect((await client.get(`${relay.url}/hub`, { timeout: 2000 })).content).toBe("ab");
  });

  it("ends a poll whose answer never ends, and reads no more of it", async () => {
    hub.intercept = (_request, response) => {
      response.writeHead(200);
      const piece = Buffer.alloc(1_000_000, "x");
      for (let count = 0; count < 40; count++) response.write(piece);
      return true;
    };
    const error = "an answer of the hub may have 33554432 bytes at most";
    await expect(client.get(`${relay.url}/hub`)).rejects.toThrow(new RangeError(error));
    expect(await hub.upstream.seen[0]?.over).toBe(false);
  });

  it("ends a request when the library aborts it", async () => {
    hub.intercept = never;
    const { signal, abort } = librarySignal();
    const poll = client.get(`${relay.url}/hub`, { abortSignal: signal });
    await hub.upstream.arrived(1);
    abort();
    await expect(poll).rejects.toBeInstanceOf(signalR.AbortError);
    expect([signal.onabort, await hub.upstream.seen[0]?.over]).toEqual([null, false]);
    await expect(client.get(`${relay.url}/hub`, { abortSignal: signal })).rejects.toBeInstanceOf(signalR.AbortError);
    expect(hub.upstream.seen).toHaveLength(1);
  });

  it("reports a status as the library does, without what the hub says", async () => {
    hub.intercept = (_request, response) => {
      response.writeHead(404).end("you asked for access_token=secret");
      return true;
    };
    const error = await client.get(`${relay.url}/hub`).catch((caught) => caught);
    expect(error).toBeInstanceOf(signalR.HttpError);
    expect(error).toMatchObject({ statusCode: 404, message: "the hub refused the request: Status code '404'" });
    const { mteFetch } = createMteRelayClient();
    const alone = await signalRHttpClient({ mteFetch })
      .get(`${relay.url}/hub`)
      .catch((caught) => caught);
    expect([alone.statusCode, alone.message]).toEqual([404, error.message]);
  });

  it("names the setting of the relay when polls take longer than the relay waits", async () => {
    await using impatient = await runRelay({ upstream: (await runHub()).upstream, env: { UPSTREAM_TIMEOUT_MS: "200" } });
    const connection = connectionTo(impatient.url, "LongPolling");
    const reason = new Promise<Error | undefined>((resolve) => connection.onreconnecting(resolve));
    await connection.start();
    expect((await reason)?.message).toBe(
      "the hub refused the request; the relay's UPSTREAM_TIMEOUT_MS must be longer than a poll of the hub, which is 90 s by default: Status code '504'",
    );
    await connection.stop();
  });
});

describe("options", () => {
  it("are checked, all at once", () => {
    expect(() =>
      signalRHttpClient({ mteFetch: 1, signalR: null, serverSentEvents: "yes", transport: 4 } as never),
    ).toThrowErrorMatchingInlineSnapshot(`
        [TypeError: mteFetch must be a function such as createMteRelayClient().mteFetch, got 1
        signalR must be the library, as in import * as signalR from "@microsoft/signalr", got null
        serverSentEvents must be true or false, got yes
        "transport" is not an option; there are mteFetch, signalR, serverSentEvents]
      `);
    expect(() => signalROptions({ serverSentEvents: true } as never)).toThrowErrorMatchingInlineSnapshot(
      `[TypeError: "serverSentEvents" is not an option; there are mteFetch, signalR]`,
    );
  });

  it("are not read from Object.prototype, to which any script can write", async () => {
    const everybody = Object.prototype as unknown as Record<string, unknown>;
    const written = { mteFetch: () => Promise.reject(new Error("a stranger")), serverSentEvents: true };
    for (const [name, value] of Object.entries(written)) Object.defineProperty(everybody, name, { value, configurable: true });
    try {
      const { content } = await signalRHttpClient().post(`${relay.url}/hub/negotiate`);
      expect(JSON.parse(content as string).availableTransports).toMatchObject([{ transport: "LongPolling" }]);
      await expect(signalROptions().httpClient.post(`${relay.url}/hub/negotiate`)).resolves.toMatchObject({ statusCode: 200 });
    } finally {
      for (const name of Object.keys(written)) delete everybody[name];
    }
  });
});
