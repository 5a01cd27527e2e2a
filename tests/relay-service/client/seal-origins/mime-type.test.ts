import { MIMEType } from "node:util";
import { describe, expect, it } from "vitest";
import { charsetOf, essenceOf, withUtf8 } from "../../../../relay-service/client/seal-origins/mime-type.ts";
import { fc } from "../../../support/fast-check.ts";

/** Node's own parser, of the standard. */
function parsed(text: string): { essence: string | undefined; charset: string | undefined } {
  try {
    const { essence, params } = new MIMEType(text);
    return { essence, charset: params.get("charset") ?? undefined };
  } catch {
    return { essence: undefined, charset: undefined };
  }
}

const token = fc.stringMatching(/^[!#$%&'*+.^_`|~\w-]{1,8}$/);
const name = fc.oneof(token, fc.constantFrom("charset", "Charset", "CHARSET"));
const value = fc.oneof(token, fc.stringMatching(/^"[\w/=, -]{1,8}"$/), fc.constantFrom("utf-8", "UTF-8", '"latin1"'));
const space = fc.constantFrom("", " ", "\t", "  ");
const parameter = fc.tuple(space, name, value, space).map(([before, key, what, after]) => `;${before}${key}=${what}${after}`);
const type = fc
  .tuple(space, token, token, space, fc.array(parameter, { maxLength: 3 }))
  .map(([before, first, second, after, parameters]) => `${before}${first}/${second}${after}${parameters.join("")}`);

describe("a MIME type", () => {
  it("is read as Node reads it", () => {
    fc.assert(
      fc.property(type, (text) => {
        expect({ essence: essenceOf(text), charset: charsetOf(text) }).toEqual(parsed(text));
      }),
    );
  });

  it("has no essence where Node finds none", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a/; "=\u00e9,]{0,8}$/), (text) => {
        expect(essenceOf(text)).toBe(parsed(text).essence);
      }),
    );
  });

  it("gets the charset UTF-8 only in the place of another one", () => {
    expect(["text/a", "text/a; charset=utf-8", 'text/a; charset="latin1"; b=c', "charset=latin1"].map(withUtf8)).toEqual([
      "text/a",
      "text/a; charset=utf-8",
      "text/a;charset=UTF-8; b=c",
      "charset=latin1",
    ]);
  });
});
