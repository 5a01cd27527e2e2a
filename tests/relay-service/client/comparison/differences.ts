import { gzipSync } from "node:zlib";
import type { mteFetch as MteFetch } from "../../../../relay-service/client/mte-relay-client.d.mts";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import type { Handler } from "../../../support/relay/instrumented-upstream.ts";
import type { RelayUnderTest } from "../../../support/relay/running-relay.ts";

/** One row of the table of docs/relay-client.md: how it is shown, what mteFetch gives, and what fetch gives. */
export interface Difference {
  /** How the upstream answers; by default with an empty 200. */
  readonly api?: Handler;
  readonly show: (call: typeof MteFetch, origin: string, relay: RelayUnderTest) => Promise<unknown>;
  readonly own: unknown;
  readonly platform: unknown;
}

const codeOf = (error: { code?: string; name: string }) => error.code ?? error.name;
const code = (call: Promise<unknown>) => call.then(() => "given", codeOf);
const seen = ({ upstream }: RelayUnderTest) => upstream.seen.at(-1);
const small: Handler = (request, response) => request.resume().on("end", () => response.end("x"));
const stream = (bytes: number) => new Blob([new Uint8Array(bytes)]).stream();
const init = (given: object) => given as RequestInit;

/** Deliberate differences from fetch, by the first column of the table. Two rows about pages are in `page-differences.ts`. */
export const DIFFERENCES: Readonly<Record<string, Difference>> = {
  statusText: { show: async (call, origin) => (await call(origin)).statusText, own: "", platform: "OK" },
  integrity: {
    api: small,
    show: (call, origin) => code(call(origin, { integrity: "sha256-LXEWQrcmsEQBYnyp+6wy9chTD7GQPMTbAiWHF5IaSIE=" })),
    own: "mode",
    platform: "given",
  },
  'mode: "no-cors"': { show: (call, origin) => code(call(origin, { mode: "no-cors" })), own: "mode", platform: "given" },
  "caches, only-if-cached": {
    show: (call, origin) => code(call(origin, { cache: "only-if-cached", mode: "same-origin" })),
    own: "mode",
    platform: "given",
  },
  "URLs of other origins, data:, blob:": { show: (call) => code(call("data:text/plain,x")), own: "url", platform: "given" },
  "relative URLs in Node": {
    show: (call, _origin, relay) => {
      const own = createMteRelayClient({ relayUrl: relay.url }).mteFetch;
      return code((call === (fetch as unknown) ? call : own)("/relative"));
    },
    own: "given",
    platform: "TypeError",
  },
  "redirects to other origins": {
    api: (request, response) => {
      const location = `http://localhost:${request.socket.localPort}/end`;
      response.writeHead(request.url === "/end" ? 200 : 302, request.url === "/end" ? {} : { location }).end();
    },
    show: (call, origin) => code(call(origin)),
    own: "redirect",
    platform: "given",
  },
  "redirects of a short stream": {
    api: (request, response) => {
      if (request.url === "/end") request.pipe(response);
      else request.resume().on("end", () => response.writeHead(307, { location: "/end" }).end());
    },
    show: (call, origin) => code(call(origin, init({ method: "POST", body: stream(10), duplex: "half" }))),
    own: "given",
    platform: "TypeError",
  },
  "priority and dispatcher of a Request": {
    show: async (call, origin) => {
      let isUsed = false;
      const dispatcher = {
        dispatch: () => {
          isUsed = true;
          throw new Error("used");
        },
      };
      await code(call(new Request(origin, init({ dispatcher }))));
      return isUsed;
    },
    own: false,
    platform: true,
  },
  "response.headers": {
    show: async (call, origin) => {
      const { headers } = await call(origin);
      return code(Promise.resolve().then(() => headers.set("x-own", "1")));
    },
    own: "given",
    platform: "TypeError",
  },
  "answers up to 16 KB": {
    api: (_request, response) => {
      response.writeHead(200, { "content-length": 5 });
      response.write("first");
      response.socket?.destroySoon();
    },
    show: async (call, origin, relay) => {
      let finish = () => {};
      relay.upstream.handle((_request, response) => {
        response.writeHead(200, { "content-length": 11 }).write("first ");
        finish = () => response.end("later");
      });
      const answer = call(origin).then(() => "its head");
      // The relay sends the head only with the end of the body.
      const end = relay.upstream.arrived(relay.upstream.seen.length + 1).then(async () => {
        for (let turn = 0; turn < 5; turn++) await (await fetch(`${relay.url}/api/mte-echo`)).text();
        return "nothing";
      });
      const first = await Promise.race([answer, end]);
      finish();
      await answer;
      return first;
    },
    own: "nothing",
    platform: "its head",
  },
  "codings of an answer": {
    api: (request, response) => {
      const coded = gzipSync("plain");
      response.writeHead(200, { "content-encoding": "gzip", "x-asked": request.headers["accept-encoding"] ?? "" }).end(coded);
    },
    show: async (call, origin) => {
      const { headers } = await call(origin);
      return [headers.get("x-asked"), headers.get("content-encoding")];
    },
    own: ["identity", null],
    platform: ["gzip, deflate", "gzip"],
  },
  "headers that are dropped": {
    show: async (call, origin, relay) => {
      const given: Record<string, string> = { "x-forwarded-host": "a", "x-original-url": "/b", origin: "https://c.example" };
      await call(origin, { headers: given });
      return Object.keys(given).filter((name) => seen(relay)?.headers[name] === given[name]);
    },
    own: [],
    platform: ["x-forwarded-host", "x-original-url", "origin"],
  },
  "methods and header values": {
    show: (call, origin) => code(call(origin, { method: "foo" })),
    own: "method",
    platform: "given",
  },
  "paths that servers read in two ways": {
    show: async (call, origin) => {
      const statuses = [];
      for (const path of ["//a", "/100%", "/a/%252e%252e/b", "/a%00"]) statuses.push((await call(origin + path)).status);
      return statuses;
    },
    own: [400, 400, 400, 400],
    platform: [200, 200, 200, 200],
  },
  "statuses 407 and 421": {
    api: (request, response) => response.writeHead(Number(request.url?.slice(1))).end(),
    show: async (call, origin, { upstream }) => {
      const before = upstream.seen.length;
      return [await code(call(`${origin}/407`)), await code(call(`${origin}/421`)), upstream.seen.length - before];
    },
    own: ["given", "given", 2],
    platform: ["TypeError", "given", 3],
  },
  "streams as a body": {
    api: small,
    show: async (call, origin, relay) => {
      await call(origin, init({ method: "POST", body: stream(10), duplex: "half" }));
      return seen(relay)?.headers["content-length"];
    },
    own: "10",
    platform: undefined,
  },
  "streams of texts in Node": {
    api: small,
    show: (call, origin) => {
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue("text");
          controller.close();
        },
      });
      return code(call(origin, init({ method: "POST", body, duplex: "half" })));
    },
    own: "TypeError",
    platform: "given",
  },
  "early answers to a stream": {
    api: (_request, response) => response.writeHead(401, { "content-length": 0 }).end(),
    show: async (call, origin, relay) => {
      const cancelled = Promise.withResolvers<string>();
      let pieces = 0;
      const body = new ReadableStream({
        // Then it waits, as its sender would.
        pull: (controller) => (pieces++ < 20 ? controller.enqueue(new Uint8Array(65_536)) : new Promise(() => {})),
        cancel: () => cancelled.resolve("cancelled"),
      });
      await call(origin, init({ method: "POST", body, duplex: "half" }));
      const turns = async () => {
        for (let turn = 0; turn < 20; turn++) await (await fetch(`${relay.url}/api/mte-echo`)).text();
        return "kept";
      };
      return Promise.race([cancelled.promise, turns()]);
    },
    own: "cancelled",
    platform: "kept",
  },
  keepalive: {
    api: small,
    show: (call, origin) => code(call(origin, { method: "POST", body: new Uint8Array(1_048_577), keepalive: true })),
    own: "keepalive",
    platform: "given",
  },
  "long URLs and headers": {
    show: (call, origin) => code(call(origin, { headers: { "x-long": "x".repeat(10_000) } })),
    own: "size",
    platform: "given",
  },
  "paths of cookies": {
    api: (_request, response) => response.writeHead(200, { "set-cookie": "a=1; Path=/account" }).end(),
    show: async (call, origin) => (await call(origin)).headers.getSetCookie(),
    own: ["a=1; Path=/"],
    platform: ["a=1; Path=/account"],
  },
  "an upstream that fails": {
    api: (request) => request.socket.destroy(),
    show: async (call, origin) => {
      const answer = await call(origin).catch(codeOf);
      return answer instanceof Response ? answer.status : answer;
    },
    own: 502,
    platform: "TypeError",
  },
  "failed connections": {
    api: (request) => request.socket.destroy(),
    show: async (call, origin) => {
      const { mteFetch } = createMteRelayClient({
        fetch: async (url, init) => {
          if (String(url).endsWith("/api/mte-relay")) throw new TypeError("reset");
          return fetch(url, init);
        },
      });
      const used = call === (fetch as unknown) ? call : mteFetch;
      const error = await used(origin, { method: "POST", body: "x" }).catch((caught) => caught);
      return [error instanceof TypeError, error.name];
    },
    own: [true, "RelayOutcomeUnknown"],
    platform: [true, "TypeError"],
  },
};
