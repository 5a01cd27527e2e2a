import { describe, expect, it } from "vitest";
import { parseAnswerHeader, requestFields } from "../../../../relay-service/client/message/wire-header.ts";

const PAIR = { clientId: "client.mac", id: "AAECAwQFBgcICQoLDA0ODw" };
const SALT = "oKGio6SlpqeoqaqrrK2urw";
const GOOD = `client.mac,${PAIR.id},1,0,1,1,1,roc1,5,${SALT}`;

describe("the header of a request", () => {
  it("has eleven fields before its tag, and an age in whole milliseconds", () => {
    const fields = requestFields(PAIR, { url: 2, hasBody: false, sequence: 5, salt: SALT, ageMs: 1200.9 });
    expect(fields).toBe(`client.mac,${PAIR.id},1,2,1,0,1,roc1,5,${SALT},1200`);
  });
});

describe("the header of an answer", () => {
  it("is parsed", () => {
    expect(parseAnswerHeader(GOOD, PAIR.id, 5)).toEqual({ hasBody: true, salt: Uint8Array.from(Buffer.from(SALT, "base64url")) });
    expect(parseAnswerHeader(GOOD.replace("1,1,1,roc1", "1,0,1,roc1"), PAIR.id, 5)?.hasBody).toBe(false);
  });

  it("is refused when it belongs to another pair or another message", () => {
    expect(parseAnswerHeader(GOOD, SALT, 5)).toBeUndefined();
    expect(parseAnswerHeader(GOOD, PAIR.id, 6)).toBeUndefined();
  });

  it.each([
    "",
    `${GOOD},more`,
    GOOD.replace("client.mac", ""),
    GOOD.replace(",1,0,1", ",0,0,1"),
    GOOD.replace(",1,0,1", ",1,1,1"),
    GOOD.replace("roc1", "roc2"),
    GOOD.replace(",5,", ",05,"),
    GOOD.replace(",5,", ",+5,"),
    GOOD.replace(SALT, SALT.slice(1)),
    GOOD.replace(SALT, `${SALT.slice(0, -1)}x`),
    `${GOOD} `,
  ])("is refused in any other form: %s", (text) => {
    expect(parseAnswerHeader(text, PAIR.id, 5)).toBeUndefined();
  });
});
