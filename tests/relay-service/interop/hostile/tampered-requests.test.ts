import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PlainRequest, UrlMode } from "../../../support/independent-client/sealed-request.ts";
import { headerOf, type Message, withHeader } from "../../../support/relay/hostile-intermediary.ts";
import { flipped } from "../flipped.ts";
import { type RelayBehindIntermediary, relayBehindIntermediary } from "../relay-behind-intermediary.ts";

let setup: RelayBehindIntermediary;

beforeAll(async () => {
  setup = await relayBehindIntermediary();
});
afterAll(() => setup[Symbol.asyncDispose]());
beforeEach(() => setup.reset());

const PAY: PlainRequest = {
  method: "POST",
  target: "api/pay?to=1",
  headers: [["authorization", "Bearer sealed"]],
  body: [Buffer.from("amount="), Buffer.from("10"), Buffer.from("00")],
};
const READ_BALANCE: PlainRequest = { method: "GET", target: "api/balance" };
const inMode = (request: PlainRequest, urlMode: UrlMode): PlainRequest => ({ ...request, urlMode });

/** Sends a request, changed on its way. The upstream must not see it, and the client must not consider it answered. */
async function refused(request: PlainRequest, change: (request: Message) => Message) {
  setup.intermediary.tamper((message, relay) => relay(change(message)));
  const outcome = await setup.ask(request);
  expect(setup.seen).toEqual([]);
  expect(outcome.kind).not.toBe("answer");
  return outcome;
}

/** Another text of the same kind: one bit of its number, its base64url or its hexadecimal is different. */
function another(text: string): string {
  if (/^\d$/.test(text)) return text === "0" ? "1" : "0";
  if (/^\d+$/.test(text)) return String(Number(text) + 1);
  return (text.startsWith("A") ? "B" : "A") + text.slice(1);
}

describe("an intermediary that changes the header of a request achieves nothing with", () => {
  const fields = [
    "client id",
    "pair id",
    "type",
    "url flag",
    "head flag",
    "body flag",
    "framed flag",
    "codec",
    "number",
    "salt",
    "age",
    "tag",
  ];
  const codes = [
    "566 clientid",
    "562 tag",
    "569 form",
    "562 tag",
    "569 form",
    "569 form",
    "569 form",
    "569 form",
    "562 tag",
    "562 tag",
    "562 tag",
    "562 tag",
  ];

  it.each(fields.map((field, i) => [field, i, codes[i]] as const))("another %s", async (_, i, code) => {
    const outcome = await refused(PAY, (message) => {
      const parts = headerOf(message, "x-mte-relay").split(",");
      parts[i] = another(parts[i] ?? "");
      return withHeader(message, "x-mte-relay", parts.join(","));
    });
    const [status, name] = code?.split(" ") ?? [];
    expect(outcome).toEqual({ kind: "refused", status: Number(status), code: name });
  });

  it("both body flags and the body removed", async () => {
    const outcome = await refused(PAY, (message) => {
      const parts = headerOf(message, "x-mte-relay").split(",");
      const bare = withHeader(message, "x-mte-relay", parts.with(5, "0").with(6, "0").join(","));
      return { ...bare, body: Buffer.alloc(0) };
    });
    expect(outcome).toMatchObject({ kind: "refused", status: 562, code: "tag" });
  });

  it.each(["twice", "with one field more", "with spaces", "cut short", "taken away"])("the header %s", async (how) => {
    await refused(PAY, (message) => {
      const value = headerOf(message, "x-mte-relay");
      if (how === "twice") return { ...message, headers: [...message.headers, ["x-mte-relay", value]] };
      const others: Record<string, string | undefined> = {
        "with one field more": `${value},1`,
        "with spaces": value.replaceAll(",", ", "),
        "cut short": value.slice(0, -1),
        "taken away": undefined,
      };
      return withHeader(message, "x-mte-relay", others[how]);
    });
  });
});

describe("an intermediary that changes another part of a request achieves nothing with", () => {
  it.each(["GET", "PUT", "DELETE", "OPTIONS"])("the method changed to %s", async (method) => {
    await refused(PAY, (message) => ({ ...message, method }));
  });

  it("a GET changed to a DELETE", async () => {
    expect(await refused(READ_BALANCE, (message) => ({ ...message, method: "DELETE" }))).toMatchObject({
      status: 562,
      code: "tag",
    });
  });

  it.each([
    [0, "/api/pay?to=2"],
    [0, "/api/pay"],
    [0, "/api/./pay?to=1"],
    [1, "/api/mte-relay"],
    [2, "/api/mte-relay?x"],
    [2, "/api/pay?to=1"],
  ] as const)("the target in url mode %i changed to %s", async (mode, target) => {
    await refused(inMode(PAY, mode), (message) => ({ ...message, target }));
  });

  it("one bit of the sealed url changed", async () => {
    const outcome = await refused(PAY, (message) => ({ ...message, target: `/${another(message.target.slice(1))}` }));
    expect(outcome).toMatchObject({ status: 562, code: "tag" });
  });

  it.each([0, 1, 2] as const)("one bit of the sealed head in url mode %i changed", async (mode) => {
    const change = (message: Message) => withHeader(message, "x-mte-relay-eh", another(headerOf(message, "x-mte-relay-eh")));
    expect(await refused(inMode(PAY, mode), change)).toMatchObject({ status: 562, code: "tag" });
  });

  it("the sealed head removed", async () => {
    await refused(PAY, (message) => withHeader(message, "x-mte-relay-eh"));
  });

  it("the sealed head of another request", async () => {
    let head = "";
    setup.intermediary.tamper(async (message, relay) => {
      head = headerOf(message, "x-mte-relay-eh");
      return relay(message);
    });
    await setup.ask(READ_BALANCE);
    setup.reset();
    expect(await refused(PAY, (message) => withHeader(message, "x-mte-relay-eh", head))).toMatchObject({ code: "tag" });
  });
});

describe("an intermediary that changes the body of a request achieves nothing, and the client gets proof that it was not executed, with", () => {
  const NOT_DISPATCHED = { kind: "not dispatched", code: "open" };
  // The frames of the three chunks: 1 + 7 + 16, 1 + 2 + 16, 1 + (2 + 1) + 16 bytes.
  const [second, third] = [24, 43];

  it.each([0, 1, 8, second, second + 1, third, third + 1, -1])("one bit of its byte %i changed", async (at) => {
    expect(await refused(PAY, (message) => ({ ...message, body: flipped(message.body, at) }))).toEqual(NOT_DISPATCHED);
  });

  it.each([1, second - 1, second, third, third + 1, third + 10, -1])("its end cut off at byte %i", async (at) => {
    expect(await refused(PAY, (message) => ({ ...message, body: message.body.subarray(0, at) }))).toEqual(NOT_DISPATCHED);
  });

  it.each([
    "a chunk left out",
    "two chunks swapped",
    "a chunk twice",
    "a byte appended",
    "another body appended",
    "a chunk made the last",
  ])("%s", async (how) => {
    const outcome = await refused(PAY, (message) => {
      const [a, b, c] = [message.body.subarray(0, second), message.body.subarray(second, third), message.body.subarray(third)];
      const bodies: Record<string, Buffer[]> = {
        "a chunk left out": [a, c],
        "two chunks swapped": [b, a, c],
        "a chunk twice": [a, a, b, c],
        "a byte appended": [a, b, c, Buffer.of(0)],
        "another body appended": [a, b, c, a, b, c],
        "a chunk made the last": [a, Buffer.of(0), b.subarray(1)],
      };
      return { ...message, body: Buffer.concat(bodies[how] ?? []) };
    });
    expect(outcome).toEqual(NOT_DISPATCHED);
  });

  it("the whole body removed", async () => {
    const outcome = await refused(PAY, (message) => ({ ...message, body: Buffer.alloc(0) }));
    expect(outcome).toEqual(NOT_DISPATCHED);
  });

  it("a body added to a request without one", async () => {
    await refused({ method: "DELETE", target: "api/item" }, (message) => ({ ...message, body: Buffer.from("all of it") }));
  });
});
