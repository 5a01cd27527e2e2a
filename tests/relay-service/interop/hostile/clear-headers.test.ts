import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { exchange, pairWith } from "../../../support/independent-client/exchange.ts";
import { outcome, type RelayBehindIntermediary, relayBehindIntermediary } from "../relay-behind-intermediary.ts";

let setup: RelayBehindIntermediary;

beforeAll(async () => {
  setup = await relayBehindIntermediary();
});
afterAll(() => setup[Symbol.asyncDispose]());
beforeEach(() => {
  setup.reset();
  setup.relay.upstream.handle((request, response) => {
    request.resume();
    response.writeHead(200, { "x-balance": "10" }).end(`balance of ${request.url}`);
  });
});

describe("a header in the clear", () => {
  it("from an intermediary is ignored, unless only a browser can set it", async () => {
    const clear: [string, string][] = [
      ["authorization", "Bearer clear"],
      ["x-injected", "1"],
      ["content-encoding", "gzip"],
      ["x-real-ip", "1.2.3.4"],
      ["x-forwarded-for", "1.2.3.4"],
      ["forwarded", "for=1.2.3.4"],
      ["idempotency-key", "1"],
      ["cookie", "session=1"],
      ["user-agent", "browser"],
      ["accept-language", "de"],
    ];
    setup.intermediary.tamper((request, relay) => relay({ ...request, headers: [...request.headers, ...clear] }));
    const headers = [["x-mine", "sealed"]] as const;
    expect(await setup.ask({ method: "GET", target: "x", headers })).toMatchObject({ kind: "answer", status: 200 });
    const arrived = setup.seen[0]?.headers ?? {};
    expect(arrived).toMatchObject({ "x-mine": "sealed", cookie: "session=1", "user-agent": "browser", "accept-language": "de" });
    expect(arrived["x-forwarded-for"]).toBe("127.0.0.1");
    for (const name of [
      "authorization",
      "x-injected",
      "content-encoding",
      "x-real-ip",
      "forwarded",
      "idempotency-key",
      "x-mte-relay",
    ])
      expect(arrived).not.toHaveProperty(name);
  });

  it("is overridden by the sealed header of the same name", async () => {
    const clear: [string, string][] = [
      ["user-agent", "clear"],
      ["cookie", "clear=1"],
    ];
    setup.intermediary.tamper((request, relay) => relay({ ...request, headers: [...request.headers, ...clear] }));
    await setup.ask({ method: "GET", target: "x", headers: [["user-agent", "sealed"]] });
    expect(setup.seen[0]?.headers).toMatchObject({ "user-agent": "sealed", cookie: "clear=1" });
  });

  it("reveals nothing of the upstream's headers, status text or body", async () => {
    let seen = "";
    setup.intermediary.tamper(async (request, relay) => {
      const answer = await relay(request);
      seen = JSON.stringify([request, { ...answer, body: answer.body.toString("latin1") }]);
      return answer;
    });
    const pair = await pairWith({ port: setup.intermediary.port });
    const answer = await outcome(
      exchange(setup.intermediary.port, pair, { method: "GET", target: "secret-path", headers: [["x-key", "secret-key"]] }),
    );
    expect(answer).toMatchObject({ kind: "answer", text: "balance of /secret-path" });
    expect(seen).toContain("x-mte-relay");
    for (const secret of ["secret-path", "secret-key", "x-balance", "balance of"]) expect(seen).not.toContain(secret);
  });
});
