import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { builtClient } from "../../support/browsers/built-client.ts";
import {
  type HostileIntermediary,
  headerOf,
  hostileIntermediary,
  type Message,
  type Tampering,
  withHeader,
} from "../../support/relay/hostile-intermediary.ts";
import { type RelayUnderTest, runRelay } from "../../support/relay/running-relay.ts";
import { smokeOf } from "./smoke-of.ts";

let relay: RelayUnderTest;
let other: RelayUnderTest;
let intermediary: HostileIntermediary;

beforeAll(async () => {
  const { publicFiles } = await builtClient();
  [relay, other] = [await runRelay({ publicFiles }), await runRelay()];
  intermediary = await hostileIntermediary(relay.port);
});
afterAll(async () => {
  for (const part of [intermediary, relay, other]) await part[Symbol.asyncDispose]();
});
beforeEach(() => intermediary.tamper((request, pass) => pass(request)));

/** The report on the relay behind an intermediary that does this to each message. */
function smokeThrough(tampering: Tampering) {
  intermediary.tamper(tampering);
  return smokeOf(`http://127.0.0.1:${intermediary.port}`);
}

function made(status: number, body: string, headers: Message["headers"] = []): Message {
  return { method: "", target: "", status, headers, body: Buffer.from(body) };
}

const isSealed = (message: Message) => headerOf(message, "x-mte-relay-eh") !== "";

describe("a relay whose protection is broken", () => {
  it("is not reported when the intermediary changes nothing", async () => {
    expect((await smokeThrough((request, pass) => pass(request))).failed).toEqual([]);
  });

  it("is reported when it answers the same bytes twice", async () => {
    const answered = new Map<string, Message>();
    const report = await smokeThrough(async (request, pass) => {
      const bytes = headerOf(request, "x-mte-relay");
      const answer = answered.get(bytes) ?? (await pass(request));
      if (isSealed(answer)) answered.set(bytes, answer);
      return answer;
    });
    expect(report.failed).toEqual(["replay"]);
    expect(report.saw("replay")).toBe("the same bytes, sent again (1), were answered with status 200, not refused");
  });

  it("is reported when only one of several relays answers the same bytes twice", async () => {
    let copies = 0;
    let first: Message | undefined;
    const report = await smokeThrough(async (request, pass) => {
      const answer = await pass(request);
      if (isSealed(answer)) first ??= answer;
      return headerOf(answer, "x-mte-relay-err") === "replay" && ++copies === 3 ? (first as Message) : answer;
    });
    expect(report.saw("replay")).toContain("sent again (3), were answered with status 200");
  });

  it("is reported when it claims to refuse but answers", async () => {
    let first: Message | undefined;
    const report = await smokeThrough(async (request, pass) => {
      const answer = await pass(request);
      if (isSealed(answer)) first ??= answer;
      if (headerOf(answer, "x-mte-relay-err") !== "replay" || !first) return answer;
      return { ...withHeader(first, "x-mte-relay-err", "replay"), status: 562 };
    });
    expect(report.failed).toEqual(["replay"]);
    expect(report.saw("replay")).toContain("were answered with status 562, not refused");
  });

  it.each([
    [1, "the sealed head"],
    [2, "the tag"],
  ])("is reported when it accepts changed bytes (%i: %s)", async (taken, part) => {
    let first: Message | undefined;
    let changed = 0;
    const report = await smokeThrough(async (request, pass) => {
      const answer = await pass(request);
      if (isSealed(answer)) first ??= answer;
      return headerOf(answer, "x-mte-relay-err") === "tag" && ++changed === taken ? (first as Message) : answer;
    });
    expect(report.failed).toEqual(["changed bit"]);
    expect(report.saw("changed bit")).toBe(`bytes with one bit of ${part} changed were answered with status 200, not refused`);
  });

  it("is reported when it refuses a message for another reason than its changed bit", async () => {
    let changed = false;
    const report = await smokeThrough(async (request, pass) => {
      const answer = await pass(request);
      const isTag = headerOf(answer, "x-mte-relay-err") === "tag";
      changed ||= isTag;
      return changed && isSealed(answer) ? made(562, "{}", [["x-mte-relay-err", "tag"]]) : answer;
    });
    expect(report.saw("changed bit")).toContain("but so was the original: status 562");
  });

  it("is reported when pages of any origin may call it", async () => {
    const report = await smokeThrough((request, pass) =>
      pass(request.method === "OPTIONS" ? request : withHeader(request, "origin")),
    );
    expect(report.failed).toEqual(["unknown origin"]);
    expect(report.saw("unknown origin")).toBe(
      "sealed bytes of a page of an unknown origin were answered with status 200, not refused",
    );
  });

  it("is reported when preflights of any page succeed", async () => {
    const report = await smokeThrough(async (request, pass) => (request.method === "OPTIONS" ? made(204, "") : pass(request)));
    expect(report.saw("unknown origin")).toContain("answered with status 204 instead of 403");
  });

  it("is reported when it passes on a request in the clear", async () => {
    const report = await smokeThrough(async (request, pass) =>
      request.target.startsWith("/smoke-") ? made(200, "{}") : pass(request),
    );
    expect(report.failed).toEqual(["clear request"]);
    expect(report.saw("clear request")).toContain("a request in the clear reaches the upstream");
  });
});

describe("a service that is configured incorrectly", () => {
  it("is reported when each of its relays has a store of its own", async () => {
    let count = 0;
    const report = await smokeThrough(async (request, pass) => {
      if (headerOf(request, "x-mte-relay-eh") === "" || ++count % 2 === 0) return pass(request);
      return passTo(other, request);
    });
    expect(report.saw("sealed GET")).toContain("do all relays share one store (REDIS_URL)?");
  });

  it("is reported when an intermediary changes the client's script", async () => {
    const report = await smokeThrough(async (request, pass) => {
      const answer = await pass(request);
      const isScript = request.target === "/public/mte-relay-kem.js";
      return isScript ? { ...answer, body: Buffer.concat([answer.body, Buffer.from(" ")]) } : answer;
    });
    expect(report.failed).toEqual(["client script"]);
    expect(report.saw("client script")).toContain("mte-relay-kem.js does not have its hash");
  });

  it("is reported when it publishes another key than it signs with", async () => {
    const report = await smokeThrough(async (request, pass) => {
      const answer = await pass(request);
      if (request.target !== "/api/mte-relay" || isSealed(request) || request.method !== "GET") return answer;
      return { ...answer, body: Buffer.from(answer.body.toString().replace(/"kid":"[^"]+"/, '"kid":"AAAAAAAAAAA"')) };
    });
    expect(report.failed).toEqual(["identity"]);
    expect(report.saw("pairing")).toBe("no public key");
  });

  it("is reported when a cache answers instead of the relay", async () => {
    const report = await smokeThrough(async (request, pass) =>
      request.target.startsWith("/api/mte-echo") ? pass({ ...request, target: "/api/mte-echo/earlier" }) : pass(request),
    );
    expect(report.failed).toEqual(["liveness"]);
  });

  it("is reported when an intermediary answers sealed requests in the clear", async () => {
    const report = await smokeThrough(async (request, pass) => (isSealed(request) ? made(200, "hello") : pass(request)));
    expect(report.saw("sealed GET")).toContain("an intermediary answers in the relay's place");
  });

  it("is reported when an intermediary changes the bodies of answers", async () => {
    relay.upstream.handle((_request, response) => void response.writeHead(200).end("hello"));
    const report = await smokeThrough(async (request, pass) => {
      const answer = await pass(request);
      return isSealed(answer) ? { ...answer, body: Buffer.concat([answer.body, Buffer.of(0)]) } : answer;
    });
    expect(report.saw("sealed GET")).toContain("the answer's head is authentic, but its body is incomplete");
  });

  it("is reported when a proxy answers everything with an HTML page", async () => {
    const html: Message["headers"] = [["content-type", "text/html; charset=utf-8"]];
    const report = await smokeThrough(async () => made(200, "<!doctype html><title>Welcome</title>", html));
    expect(report.failed).toEqual(["liveness"]);
    expect(report.saw("liveness")).toContain("an HTML page: a web server, a proxy or a load balancer answers, not a relay");
    expect(report.saw("pairing")).toBe("no relay has answered");
  });

  it("is reported when it redirects elsewhere", async () => {
    const report = await smokeThrough(async () => made(301, "", [["location", "https://www.example.com/"]]));
    expect(report.saw("liveness")).toBe("status 301, a redirect to https://www.example.com/");
  });
});

/** The same message to another relay. */
async function passTo({ url }: RelayUnderTest, { method, target, headers }: Message): Promise<Message> {
  const answer = await fetch(url + target, { method, headers: headers.filter(([name]) => /^x-mte-/.test(name)) });
  return made(answer.status, await answer.text(), [...answer.headers]);
}
