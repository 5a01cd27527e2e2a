import type { ServerResponse } from "node:http";
import * as signalR from "@microsoft/signalr";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { type InstrumentedUpstream, instrumentedUpstream } from "../../../support/relay/instrumented-upstream.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";
import { wireTap } from "../../../support/relay/wire-tap.ts";
import { connectionTo, signalRHttpClient, TRANSPORTS } from "../../../support/signalr-hub/hub-client.ts";
import { type RunningHub, runHub } from "../../../support/signalr-hub/running-hub.ts";

let hub: RunningHub;
let relay: RelayUnderTest;
/** A server of another origin, which must see nothing. */
let stranger: InstrumentedUpstream;
/** Its origin, by another name than the hub's. */
let elsewhere: string;

beforeAll(async () => {
  hub = await runHub();
  relay = await runRelay({ upstream: hub.upstream });
  stranger = await instrumentedUpstream();
  elsewhere = `http://localhost:${stranger.port}`;
});
afterAll(async () => {
  await relay.close();
  await stranger.close();
});
beforeEach(() => {
  hub.upstream.seen.length = 0;
  hub.negotiation = {};
  hub.intercept = () => false;
});

const messageOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "no error",
    (error: Error) => error.message,
  );
const secret = { accessTokenFactory: () => "secret-token" };

describe.each(TRANSPORTS)("on the way to the relay, a connection by %s", (transport) => {
  it("shows neither token, nor url, nor header, nor message", async () => {
    await using tap = await wireTap(relay.port);
    const connection = connectionTo(tap.origin, transport, { ...secret, headers: { "x-mine": "secret-header" } });
    const told = new Promise((resolve) => connection.on("told", resolve));
    await connection.start();
    await connection.invoke("Echo", "secret-message");
    hub.broadcast("told", "secret-news");
    await told;
    await connection.stop();
    expect(hub.upstream.seen.some(({ headers }) => headers.authorization === "Bearer secret-token")).toBe(true);
    expect(tap.seen()).toContain("/api/mte-relay");
    const target = hub.upstream.seen.at(-1)?.target as string;
    const id = new URL(target, relay.url).searchParams.get("id") as string;
    const hidden = ["secret", "/hub", "negotiate", "Bearer", "authorization", "event-stream", "x-mine", "X-Requested-With", id];
    expect(hidden.filter((text) => tap.seen().toLowerCase().includes(text.toLowerCase()))).toEqual([]);
  });
});

describe("a connection fails instead of leaving the relay", () => {
  // Azure SignalR Service does this.
  it.each(TRANSPORTS)("when the hub sends its clients to another origin, by %s", async (transport) => {
    hub.negotiation = { url: `${elsewhere}/hub?asrs=1`, accessToken: "secret-token-of-the-hub", availableTransports: [] };
    const connection = connectionTo(relay.url, transport, secret);
    expect(await messageOf(connection.start())).toBe(
      `Failed to complete negotiation with the server: Error: the hub sends its clients to ${elsewhere}, around the relay at ${relay.url}`,
    );
    expect(stranger.seen).toEqual([]);
  });

  it.each(["https://[", "javascript:alert(1)", "//a.example/hub", "HTTPS://A.EXAMPLE/hub"])(
    "when the hub sends its clients to %s",
    async (url) => {
      hub.negotiation = { url };
      expect(await messageOf(connectionTo(relay.url, undefined, secret).start())).toContain("around the relay");
    },
  );

  it("also without a fixed relay, where any origin could be one", async () => {
    hub.negotiation = { url: `${elsewhere}/hub` };
    const { mteFetch } = createMteRelayClient();
    expect(await messageOf(signalRHttpClient({ mteFetch }).post(`${relay.url}/hub/negotiate`))).toContain("around the relay");
    expect(stranger.seen).toEqual([]);
  });

  it("but may be sent to another hub of the relay", async () => {
    let count = 0;
    hub.intercept = (request, response) => {
      if (request.url?.startsWith("/first/negotiate") !== true) return false;
      count++;
      response.writeHead(200).end(JSON.stringify({ url: `${relay.url}/hub` }));
      return true;
    };
    const client = signalRHttpClient({ mteFetch: createMteRelayClient().mteFetch });
    const connection = new signalR.HubConnectionBuilder()
      .withUrl(`${relay.url}/first`, { httpClient: client })
      .configureLogging(signalR.LogLevel.None)
      .build();
    await connection.start();
    expect([count, await connection.invoke("Echo", 1)]).toEqual([1, 1]);
    await connection.stop();
  });

  it.each(["/hub/negotiate", "/hub?id"])("when the hub redirects %s to another origin", async (path) => {
    hub.intercept = (request, response) => {
      const redirects = request.url?.startsWith(path) === true;
      if (redirects) response.writeHead(307, { location: `${elsewhere}/hub` }).end();
      return redirects;
    };
    const error = await messageOf(connectionTo(relay.url, "LongPolling", secret).start());
    expect(error).toContain("the answer redirects away from the relay");
    expect(error).not.toContain("secret");
    expect(stranger.seen).toEqual([]);
  });
});

describe("WebSockets, which the relay does not seal,", () => {
  it("are never tried, although the hub offers them first", async () => {
    await using tap = await wireTap(relay.port);
    const connection = connectionTo(tap.origin, undefined, secret);
    await connection.start();
    await connection.stop();
    expect(tap.seen().toLowerCase()).not.toContain("websocket");
  });

  it("give an error when the hub offers nothing else", async () => {
    hub.negotiation = { availableTransports: [{ transport: "WebSockets", transferFormats: ["Text"] }] };
    expect(await messageOf(connectionTo(relay.url, undefined).start())).toContain(
      "the hub must offer LongPolling or ServerSentEvents: the relay seals no other transport for this connection",
    );
  });

  it("give an error when a program allows nothing else", async () => {
    const transport = signalR.HttpTransportType.WebSockets;
    const error = await messageOf(connectionTo(relay.url, undefined, { transport }).start());
    expect(error).toContain("'LongPolling' is disabled by the client");
  });

  it("give an error when a program skips the negotiation, and nothing is sent", async () => {
    await using tap = await wireTap(relay.port);
    const options = { transport: signalR.HttpTransportType.WebSockets, skipNegotiation: true, ...secret };
    const error = await messageOf(connectionTo(tap.origin, undefined, options).start());
    expect(error).toBe("the relay does not seal WebSockets: leave out skipNegotiation, and use ServerSentEvents or LongPolling");
    expect(tap.seen()).toBe("");
  });
});

describe("the http client alone", () => {
  it("allows no server-sent events, for which the library would use the browser's own EventSource", async () => {
    const { mteFetch } = createMteRelayClient();
    const offered = async (options: object) => {
      const client = signalRHttpClient(Object.assign(options, { mteFetch }));
      const { content } = await client.post(`${relay.url}/hub/negotiate?negotiateVersion=1`);
      const { availableTransports } = JSON.parse(content as string) as { availableTransports: { transport: string }[] };
      return availableTransports.map(({ transport }) => transport);
    };
    expect(await offered({})).toEqual(["LongPolling"]);
    expect(await offered({ serverSentEvents: true })).toEqual(["ServerSentEvents", "LongPolling"]);

    expect(await offered(Object.create({ serverSentEvents: true }))).toEqual(["LongPolling"]);
  });
});

describe("a negotiation that the hub redirects within the relay", () => {
  it("offers no WebSockets either", async () => {
    hub.intercept = (request, response) => {
      const redirects = request.url?.startsWith("/hub/negotiate?") === true;
      if (redirects) response.writeHead(308, { location: "/hub/negotiate/?negotiateVersion=1" }).end();
      else if (request.url?.startsWith("/hub/negotiate/") === true)
        response.writeHead(200).end('{"availableTransports":[{"transport":"WebSockets"},{"transport":"LongPolling"}]}');
      return redirects || request.url?.startsWith("/hub/negotiate/") === true;
    };
    const client = signalRHttpClient({ mteFetch: createMteRelayClient().mteFetch });
    const { content } = await client.post(`${relay.url}/hub/negotiate?negotiateVersion=1`);
    expect(JSON.parse(content as string)).toMatchObject({ availableTransports: [{ transport: "LongPolling" }] });
  });
});

describe("a hub that does not keep to its protocol", () => {
  it.each(["", "null", "7", "[]", "<html>", '{"availableTransports":7}', '{"availableTransports":[null]}', '{"url":7}'])(
    "and negotiates with %j, ends the start with an error",
    async (answer) => {
      hub.intercept = (_request, response) => {
        response.writeHead(200).end(answer);
        return true;
      };
      expect(await messageOf(connectionTo(relay.url, undefined).start())).not.toBe("no error");
      expect(hub.upstream.seen).toHaveLength(1);
    },
  );

  it("and answers like ASP.NET's SignalR, ends the start with the library's own words", async () => {
    hub.negotiation = { ProtocolVersion: "1.5", availableTransports: undefined };
    expect(await messageOf(connectionTo(relay.url, undefined).start())).toContain(
      "Detected a connection attempt to an ASP.NET SignalR Server",
    );
  });

  it("and sends on a stream what is no message, ends the connection", async () => {
    let stream: ServerResponse | undefined;
    hub.intercept = (request, response) => {
      if (request.headers.accept === "text/event-stream") stream = response;
      return false;
    };
    const connection = connectionTo(relay.url, "ServerSentEvents");
    const reason = new Promise<Error | undefined>((resolve) => connection.onreconnecting(resolve));
    await connection.start();
    stream?.write("event: other\n: x\n\0\ndata\nid:\ndata: no json\u001e\n\n");
    stream?.write("data: no json\u001e\n\n");
    expect((await reason)?.name).toBe("SyntaxError");
    await connection.stop();
  });
});
