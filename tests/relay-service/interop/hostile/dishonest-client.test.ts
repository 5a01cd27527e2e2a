import { describe, expect, it, onTestFinished } from "vitest";
import { comparableName, REWRITING_HEADERS } from "../../../../relay-service/src/contract/dropped-headers.ts";
import { exchange, pairWith } from "../../../support/independent-client/exchange.ts";
import type { PlainRequest } from "../../../support/independent-client/sealed-request.ts";
import { runRelay } from "../../../support/relay/running-relay.ts";
import { pairedRelay } from "../paired-relay.ts";
import { outcome } from "../relay-behind-intermediary.ts";

const made = pairedRelay();

const ask = (request: Partial<PlainRequest>) =>
  outcome(exchange(made.relay.port, made.pair, { method: "GET", target: "x", ...request }));

// Sealing identifies a client. It does not make it trustworthy: anybody can pair.
describe("a client that seals correctly but is malicious", () => {
  it.each([
    "/evil.example/x",
    "../x",
    "a/../../x",
    "a/%2e%2E/x",
    "a/./x",
    "a\\b",
    "a#b",
    "a b",
    "a\r\nx-evil: 1",
    "a\u0000",
    "ü",
    "%zz",
  ])("cannot send the relay to %j", async (target) => {
    for (const urlMode of [1, 2] as const) expect(await ask({ target, urlMode })).toMatchObject({ kind: "answer", status: 400 });
    expect(made.relay.upstream.seen).toEqual([]);
  });

  it.each([
    ["x-a", "1\r\nx-evil: 1"],
    ["x-a\r\nx-evil", "1"],
    ["x a", "1"],
    ["", "1"],
    ["x-a", "1\u0000"],
  ])("cannot smuggle a header in %j: %j", async (name, value) => {
    const answer = await ask({ headers: [[name, value]] });
    expect(answer.kind === "answer" ? answer.status : answer.kind).not.toBe(200);
    expect(made.relay.upstream.seen).toEqual([]);
  });

  it("cannot set the headers that the relay sets, nor those that frame a message", async () => {
    const headers = [
      ["host", "evil.example"],
      ["content-length", "5"],
      ["transfer-encoding", "chunked"],
      ["connection", "x-hop, keep-alive"],
      ["x-hop", "1"],
      ["upgrade", "websocket"],
      ["te", "trailers"],
      ["x-forwarded-for", "1.2.3.4"],
      ["x-forwarded-proto", "gopher"],
      ["forwarded", "for=1.2.3.4"],
      ["x-mte-relay", "1"],
      ["x-kept", "1"],
    ] as const;
    expect(await ask({ headers })).toMatchObject({ kind: "answer", status: 200 });
    const arrived = made.relay.upstream.seen[0]?.headers ?? {};
    expect(arrived).toMatchObject({ "x-kept": "1", "x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http" });
    expect(arrived.host).toBe(`127.0.0.1:${made.relay.upstream.port}`);
    for (const name of ["content-length", "transfer-encoding", "x-hop", "upgrade", "te", "forwarded", "x-mte-relay"])
      expect(arrived).not.toHaveProperty(name);
  });

  it("cannot change the route, the method or the client address by a header, unless the operator allows that header", async () => {
    const headers = REWRITING_HEADERS.map((name) => [name, "/admin"] as const);
    const strict = await ask({ headers: [...headers, ["x_original_url", "/admin"]] });
    expect(strict).toMatchObject({ kind: "answer", status: 200 });
    const seen = Object.keys(made.relay.upstream.seen[0]?.headers ?? {});
    expect(seen.filter((name) => (REWRITING_HEADERS as readonly string[]).includes(name) || name.includes("_"))).toEqual([]);

    const relay = await runRelay({ env: { PASS_HEADERS: "X-HTTP-Method-Override,x-client-ip" } });
    onTestFinished(() => relay.close());
    const pair = await pairWith({ port: relay.port });
    const lookAlikes = [
      ["x_http_method_override", "DELETE"],
      ["x.client.ip", "1.2.3.4"],
    ] as const;
    await exchange(relay.port, pair, { method: "POST", target: "x", headers: [...headers, ...lookAlikes] });
    const passed = Object.keys(relay.upstream.seen[0]?.headers ?? {});
    expect(
      passed.filter((name) => REWRITING_HEADERS.some((other) => comparableName(other) === comparableName(name))).sort(),
    ).toEqual(["x-client-ip", "x-http-method-override"]);
  });

  it.each([
    "",
    "null",
    "[]",
    "{}",
    '{"h":1}',
    '{"h":[["a"]]}',
    '{"h":[["a",1]]}',
    '{"h":[],"u":1}',
    '{"h":[]',
    '{"__proto__":{"h":[]}}',
  ])("achieves nothing with the head %j", async (head) => {
    expect((await ask({ head })).kind).not.toBe("answer");
    expect(made.relay.upstream.seen).toEqual([]);
  });

  it("is refused when its head lacks the url", async () => {
    expect((await ask({ head: '{"h":[]}', urlMode: 2 })).kind).not.toBe("answer");
    expect(made.relay.upstream.seen).toEqual([]);
  });

  it.each([
    ["a body on a GET", { method: "GET", body: [Buffer.from("x")] }],
    ["a body that is not framed", { method: "POST", body: [Buffer.from("x")], fields: { 6: "0" } }],
    ["a body that its flag denies", { method: "POST", body: [Buffer.from("x")], fields: { 5: "0" } }],
    ["a number with a leading zero", { fields: { 8: "007" } }],
    ["a number beyond the pair's", { sequence: 8192 }],
    ["a negative age", { ageMs: -1 }],
    ["an age of eleven digits", { ageMs: 10_000_000_000 }],
    ["a salt that is too short", { fields: { 9: "AAAA" } }],
    ["another codec", { fields: { 7: "roc2" } }],
  ] satisfies [string, Partial<PlainRequest>][])("gets status 569 for %s", async (_, request) => {
    expect(await ask(request)).toEqual({ kind: "refused", status: 569, code: "form" });
    expect(made.relay.upstream.seen).toEqual([]);
  });

  it.each(["TRACE"])("cannot use the method %s", async (method) => {
    expect((await ask({ method })).kind).not.toBe("answer");
    expect(made.relay.upstream.seen).toEqual([]);
  });
});

describe("a client that differs from ours within the protocol", () => {
  it("may set the flag of frames without a body", async () => {
    expect(await ask({ fields: { 6: "1" } })).toMatchObject({ kind: "answer", status: 200 });
  });

  it("may send a head that is longer than 12 KB", async () => {
    const answer = await ask({ headers: [["x-long", "a".repeat(12_000)]] });
    expect(answer).toMatchObject({ kind: "answer", status: 200 });
    expect(made.relay.upstream.seen[0]?.headers["x-long"]).toHaveLength(12_000);
  });
});
