import { describe, expect, it } from "vitest";
import { fromBase64url } from "../../../../../relay-service/src/codec/roc1/keys/base64url.ts";
import { fc } from "../../../../support/fast-check.ts";

describe("base64url", () => {
  it("decodes what Node has encoded", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(fromBase64url(Buffer.from(bytes).toString("base64url"), bytes.length)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it.each([
    ["a padding", "AA=="],
    ["unused bits set", "AB"],
    ["an impossible length", "A"],
    ["the other alphabet", "+/+/"],
    ["a space", "AA AA"],
    ["a line end", "AAAA\n"],
    ["a letter beyond ASCII", "AAAé"],
  ])("is refused with %s", (_, text) => {
    expect(fromBase64url(text)).toBeUndefined();
  });

  it("is refused when it has another length than expected", () => {
    expect(fromBase64url("AAAA", 4)).toBeUndefined();
    expect(fromBase64url("AAAA", 3)).toEqual(Buffer.alloc(3));
  });
});
