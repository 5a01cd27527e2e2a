import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { headerOf, type Message, withHeader } from "../../../support/relay/hostile-intermediary.ts";
import { flipped } from "../flipped.ts";
import { type RelayBehindIntermediary, relayBehindIntermediary } from "../relay-behind-intermediary.ts";

let setup: RelayBehindIntermediary;

beforeAll(async () => {
  setup = await relayBehindIntermediary();
});
afterAll(() => setup[Symbol.asyncDispose]());
beforeEach(() => {
  setup.reset();
  setup.relay.upstream.handle((request, response) => {
    request.resume().on("end", () => {
      response.writeHead(request.url === "/missing" ? 404 : 200, { "x-balance": "10" });
      response.write("balance of ");
      response.end(request.url);
    });
  });
});

const ask = (target = "me") => setup.ask({ method: "GET", target });

/** Sends one request, whose answer is changed on its way. */
function askedWith(change: (answer: Message) => Message) {
  setup.intermediary.tamper(async (request, relay) => change(await relay(request)));
  return ask();
}

describe("a client rejects an answer", () => {
  it.each([201, 202, 404, 500])("with the status changed to %i", async (status) => {
    expect((await askedWith((answer) => ({ ...answer, status }))).kind).toBe("not authentic");
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])("with field %i of its header changed", async (i) => {
    const outcome = await askedWith((answer) => {
      const fields = headerOf(answer, "x-mte-relay").split(",");
      const field = fields[i] ?? "";
      fields[i] = /^\d$/.test(field)
        ? String(1 - Math.min(Number(field), 1))
        : `${field.startsWith("A") ? "B" : "A"}${field.slice(1)}`;
      return withHeader(answer, "x-mte-relay", fields.join(","));
    });
    expect(outcome.kind).toBe("not authentic");
  });

  it.each(["x-mte-relay", "x-mte-relay-eh"])("without its %s", async (name) => {
    expect((await askedWith((answer) => withHeader(answer, name))).kind).toBe("not authentic");
  });

  it("with one bit of its sealed head changed", async () => {
    const change = (answer: Message) => {
      const head = Buffer.from(headerOf(answer, "x-mte-relay-eh"), "base64url");
      return withHeader(answer, "x-mte-relay-eh", flipped(head, 20).toString("base64url"));
    };
    expect((await askedWith(change)).kind).toBe("not authentic");
  });

  it.each([0, 1, 12, -1])("with one bit of byte %i of its body changed", async (at) => {
    expect((await askedWith((answer) => ({ ...answer, body: flipped(answer.body, at) }))).kind).toBe("broken off");
  });

  it.each([0, 1, 20, 28, -1])("whose body is cut off at byte %i", async (at) => {
    expect((await askedWith((answer) => ({ ...answer, body: answer.body.subarray(0, at) }))).kind).toBe("broken off");
  });

  it("with something appended to its body", async () => {
    const change = (answer: Message) => ({ ...answer, body: Buffer.concat([answer.body, Buffer.of(0)]) });
    expect((await askedWith(change)).kind).toBe("broken off");
  });

  it("in the clear", async () => {
    const clear: Message = {
      method: "",
      target: "",
      status: 200,
      headers: [["content-type", "text/plain"]],
      body: Buffer.from("9"),
    };
    expect((await askedWith(() => clear)).kind).toBe("not authentic");
  });

  it("to another concurrent request, or to an earlier one", async () => {
    const waiting: ((answer: Message) => void)[] = [];
    const answers: Message[] = [];
    setup.intermediary.tamper(async (request, relay) => {
      answers.push(await relay(request));
      const mine = answers.length - 1;
      return new Promise<Message>((resolve) => {
        waiting.push(resolve);
        if (mine === 1) for (const [i, release] of waiting.entries()) release(answers[1 - i] as Message);
        if (mine === 2) resolve(answers[0] as Message);
      });
    });
    const swapped = await Promise.all([ask("a"), ask("b")]);
    expect(swapped.map(({ kind }) => kind)).toEqual(["not authentic", "not authentic"]);
    expect((await ask("a")).kind).toBe("not authentic");
    expect(setup.seen).toHaveLength(3);
  });

  it("that is its own request sent back", async () => {
    setup.intermediary.tamper(async (request) => ({ ...request, status: 200 }));
    expect((await setup.ask({ method: "POST", target: "x", body: [Buffer.from("text")] })).kind).toBe("not authentic");
  });
});

describe("a forged refusal", () => {
  const refusal = (status: number, value: string): Message => ({
    method: "",
    target: "",
    status,
    headers: [["x-mte-relay-err", value]],
    body: Buffer.from("{}"),
  });

  it.each([
    [559, "stale"],
    [560, "nopair"],
    [562, "open"],
    [562, "replay"],
    [566, "clientid"],
  ])("%i %s leaves the client in doubt, as the request was executed", async (status, code) => {
    const outcome = await askedWith(() => refusal(status, code));
    expect(outcome).toEqual({ kind: "refused", status, code });
    expect(setup.seen).toHaveLength(1);
  });

  it.each(["stale", "nopair", "open", "tag"])("%s with an invented MAC is rejected", async (code) => {
    const outcome = await askedWith(() => refusal(560, `${code},${randomBytes(16).toString("base64url")}`));
    expect(outcome.kind).toBe("not authentic");
  });

  it("with the MAC of another request's true refusal is rejected", async () => {
    let genuine: Message | undefined;
    setup.intermediary.tamper(async (request, relay) => {
      genuine = await relay({ ...request, body: Buffer.alloc(0) });
      return genuine;
    });
    const post = { method: "POST", target: "x", body: [Buffer.from("text")] };
    expect(await setup.ask(post)).toEqual({ kind: "not dispatched", code: "open" });
    expect(setup.seen).toHaveLength(0);
    setup.intermediary.tamper(async (request, relay) => {
      await relay(request);
      return genuine as Message;
    });
    expect((await setup.ask(post)).kind).toBe("not authentic");
    expect(setup.seen).toHaveLength(1);
  });

  it("with the MAC of a refusal with another code is rejected", async () => {
    setup.intermediary.tamper(async (request, relay) => {
      const genuine = await relay({ ...request, body: Buffer.alloc(0) });
      return withHeader(genuine, "x-mte-relay-err", headerOf(genuine, "x-mte-relay-err").replace("open", "stale"));
    });
    expect((await setup.ask({ method: "POST", target: "x", body: [Buffer.from("text")] })).kind).toBe("not authentic");
  });
});
