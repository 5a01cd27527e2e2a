import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { RelayOutcomeUnknown } from "../../../../relay-service/client/errors.ts";
import { createMteRelayClient } from "../../../../relay-service/client/node-client.ts";
import { type RelayUnderTest, runRelay } from "../../../support/relay/running-relay.ts";

type Send = () => Promise<Response>;
/** What the intermediary does with one message; `send` passes it on. */
type Interception = (send: Send, url: string, init: RequestInit) => Promise<Response>;

let relay: RelayUnderTest;
let wallClock = Date.now();

beforeAll(async () => {
  relay = await runRelay({ wallClock: () => wallClock });
});
afterAll(() => relay.close());
beforeEach(() => {
  relay.upstream.seen.length = 0;
  relay.upstream.handle((request, response) => request.resume().on("end", () => response.end("the answer")));
});

/** A client that has paired already, whose messages from now on go through the intermediary. */
async function clientBehind(intermediary: Interception, options: Parameters<typeof createMteRelayClient>[0] = {}) {
  let intercepted = false;
  const sent: string[] = [];
  const { mteFetch } = createMteRelayClient({
    ...options,
    fetch: (url, init = {}) => {
      if (intercepted) sent.push(new URL(String(url)).pathname);
      return intercepted && !String(url).endsWith("/api/mte-pair")
        ? intermediary(() => fetch(url, init), String(url), init)
        : fetch(url, init);
    },
  });
  await mteFetch(relay.url);
  relay.upstream.seen.length = 0;
  intercepted = true;
  return { mteFetch, sent };
}

/** A copy of an answer, with something changed. */
function changed(
  answer: Response,
  change: { status?: number; headers?: Record<string, string | null>; body?: BodyInit },
): Response {
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(change.headers ?? {})) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  return new Response(change.body ?? answer.body, { status: change.status ?? answer.status, headers });
}

const once = (first: Interception): Interception => {
  let done = false;
  return (send, url, init) => {
    if (done) return send();
    done = true;
    return first(send, url, init);
  };
};
const refusal = (status: number, error: string) => new Response("{}", { status, headers: { "x-mte-relay-err": error } });
const POST = { method: "POST", body: "pay" };

const instead = (answer: () => Response | Promise<Response>): Interception => {
  return async (send) => {
    await send();
    return answer();
  };
};

const forgeries: [string, Interception, string][] = [
  ["an answer in the clear", instead(() => new Response("gotcha")), "clear"],
  ["a redirect in the clear", instead(() => new Response(null, { status: 307, headers: { location: "/x" } })), "clear"],
  ["another status", async (send) => changed(await send(), { status: 202 }), "unopened"],
  ["a head that was altered", async (send) => alteredHead(await send()), "unopened"],
  ["a head that is missing", async (send) => changed(await send(), { headers: { "x-mte-relay-eh": null } }), "clear"],
  ["a header that was altered", async (send) => alteredFields(await send()), "unopened"],
  ["a gateway's error", instead(() => new Response("bad gateway", { status: 502 })), "clear"],
  ["a connection that breaks", instead(() => Promise.reject(new TypeError("reset"))), "network"],
  ["a 559", instead(() => refusal(559, "stale")), "stale"],
  ["a 560", instead(() => refusal(560, "nopair")), "nopair"],
  ["a 560 with a mac", instead(() => refusal(560, "nopair,AAAAAAAAAAAAAAAAAAAAAA")), "nopair"],
  ["a 562", instead(() => refusal(562, "open,AAAAAAAAAAAAAAAAAAAAAA")), "open"],
  ["a 566", instead(() => refusal(566, "clientid")), "clientid"],
  ["a 503", instead(() => new Response("{}", { status: 503, headers: { "retry-after": "0" } })), "busy"],
];

function alteredHead(answer: Response): Response {
  const head = answer.headers.get("x-mte-relay-eh") ?? "";
  return changed(answer, { headers: { "x-mte-relay-eh": (head.startsWith("A") ? "B" : "A") + head.slice(1) } });
}

function alteredFields(answer: Response): Response {
  const fields = (answer.headers.get("x-mte-relay") ?? "").split(",");
  fields[5] = "0";
  return changed(answer, { headers: { "x-mte-relay": fields.join(",") } });
}

describe("an intermediary that replaces an answer by", () => {
  it.each(forgeries)(
    "%s makes the client report an unknown outcome, and no POST is executed twice",
    async (_name, intermediary, code) => {
      const { mteFetch } = await clientBehind(intermediary);
      const error = await mteFetch(relay.url, POST).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(RelayOutcomeUnknown);
      expect(error).toMatchObject({ code });
      expect(relay.upstream.seen).toHaveLength(1);
    },
  );

  it.each(forgeries)("%s makes the client send a GET once more, which gets the true answer", async (_name, intermediary) => {
    const { mteFetch } = await clientBehind(once(intermediary));
    expect(await (await mteFetch(relay.url)).text()).toBe("the answer");
    expect(relay.upstream.seen).toHaveLength(2);
  });

  it.each(forgeries)("%s each time makes a GET fail after two attempts", async (_name, intermediary) => {
    const { mteFetch } = await clientBehind(intermediary);
    const error = await mteFetch(relay.url).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: "TypeError", code: expect.any(String) });
    expect(relay.upstream.seen).toHaveLength(2);
  });

  it.each(forgeries)("%s makes the client send a POST with an idempotency key once more", async (_name, intermediary) => {
    const { mteFetch } = await clientBehind(once(intermediary));
    const response = await mteFetch(relay.url, { ...POST, headers: { "Idempotency-Key": "k1" } });
    expect(await response.text()).toBe("the answer");
    expect(relay.upstream.seen.map(({ headers }) => headers["idempotency-key"])).toEqual(["k1", "k1"]);
  });

  it("the answer to another request achieves nothing: the client rejects both", async () => {
    const answers: ((answer: Response) => void)[] = [];
    const own: Response[] = [];
    const { mteFetch } = await clientBehind(async (send) => {
      own.push(await send());
      const other = new Promise<Response>((resolve) => answers.push(resolve));
      if (own.length === 2) for (const give of answers) give(own.pop() as Response);
      return other;
    });
    const results = await Promise.allSettled([mteFetch(relay.url, POST), mteFetch(relay.url, POST)]);
    expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(relay.upstream.seen).toHaveLength(2);
  });

  it.each([
    ["a bit flipped", (bytes: Buffer) => Buffer.from(bytes.map((byte, index) => (index === 3 ? byte ^ 1 : byte)))],
    ["its end cut off", (bytes: Buffer) => bytes.subarray(0, -1)],
    ["nothing left", () => Buffer.alloc(0)],
    ["something added", (bytes: Buffer) => Buffer.concat([bytes, Buffer.of(0)])],
  ])("one whose body has %s gives its reader an error", async (_name, change) => {
    const { mteFetch } = await clientBehind(async (send) => {
      const answer = await send();
      const body = change(Buffer.from(await answer.arrayBuffer()));
      return changed(answer, { body: new Uint8Array(body) });
    });
    const response = await mteFetch(relay.url, POST);
    await expect(response.text()).rejects.toMatchObject({ name: "RelayError", code: "body" });
  });
});

describe("an intermediary", () => {
  it("that sends a request twice gets it executed once, and the client its answer", async () => {
    let copies: Response[] = [];
    const { mteFetch } = await clientBehind(async (send) => {
      const [first, ...others] = [await send(), await send(), await send()];
      copies = others;
      return first as Response;
    });
    expect(await (await mteFetch(relay.url, POST)).text()).toBe("the answer");
    expect(relay.upstream.seen).toHaveLength(1);
    expect(copies.map((copy) => [copy.status, copy.headers.get("x-mte-relay-err")])).toEqual([
      [562, "replay"],
      [562, "replay"],
    ]);
  });

  it("that passes on the refusal of its own copy makes no client send again", async () => {
    const { mteFetch } = await clientBehind(async (send) => {
      await send();
      return send();
    });
    await expect(mteFetch(relay.url, POST)).rejects.toMatchObject({ name: "RelayOutcomeUnknown", code: "replay" });
    expect(relay.upstream.seen).toHaveLength(1);
  });

  it("that alters a request's body gets it refused, and the client sends it again", async () => {
    const { mteFetch } = await clientBehind(once(async (_send, url, init) => fetch(url, { ...init, body: new Uint8Array(30) })));
    expect(await (await mteFetch(relay.url, POST)).text()).toBe("the answer");
    expect(relay.upstream.seen.map(({ body }) => body.toString())).toEqual(["pay"]);
  });

  it("that alters any other part of a request gets it refused", async () => {
    const alterations: ((url: string, init: RequestInit) => Promise<Response>)[] = [
      (url, init) => fetch(url, { ...init, method: "PUT" }),
      (url, init) => fetch(`${url}x`, init),
      (url, init) => fetch(url, { ...init, headers: { ...(init.headers as object), "x-mte-relay-eh": "A".repeat(108) } }),
    ];
    for (const alter of alterations) {
      const { mteFetch } = await clientBehind((_send, url, init) => alter(url, init));
      await expect(mteFetch(relay.url, POST)).rejects.toBeInstanceOf(RelayOutcomeUnknown);
    }
    expect(relay.upstream.seen).toEqual([]);
  });

  it("that delays a request for minutes makes the client send it again, as it was never executed", async () => {
    const delay: Interception = (send) => {
      wallClock += 200_000;
      return send();
    };
    const { mteFetch, sent } = await clientBehind(once(delay));
    expect(await (await mteFetch(relay.url, POST)).text()).toBe("the answer");
    expect(sent).toEqual(["/api/mte-relay", "/api/mte-pair", "/api/mte-relay"]);
    expect(relay.upstream.seen.map(({ body }) => body.toString())).toEqual(["pay"]);
  });
});
