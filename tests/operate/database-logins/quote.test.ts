import { describe, expect, it } from "vitest";
import { identifier, literal } from "../../../operate/database-logins/quote.ts";
import { fc } from "../../support/fast-check.ts";

/** Reads T-SQL by its own rules: a name in brackets or a text in quotes ends at the first closing sign that is not doubled. */
function tokens(sql: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < sql.length; ) {
    const opening = sql.startsWith("N'", at) ? "N'" : sql[at] === "[" ? "[" : undefined;
    if (opening === undefined) throw new Error(`not quoted: ${sql.slice(at)}`);
    const closing = opening === "[" ? "]" : "'";
    let text = "";
    for (at += opening.length; ; at++) {
      if (at >= sql.length) throw new Error("the quotes do not end");
      if (sql[at] === closing && sql[++at] !== closing) break;
      text += sql[at];
    }
    found.push(`${opening}${text}`);
  }
  return found;
}

/** Texts full of what might end a name or a text. */
const hostile = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc
    .array(fc.constantFrom("'", "''", "]", "]]", "[", ";", "--", "/*", "\n", "N'", "x"), { maxLength: 12 })
    .map((parts) => parts.join("")),
);

describe("a name and a text in T-SQL", () => {
  it("are read back as they were, whatever is in them, and nothing after them is another statement", () => {
    fc.assert(
      fc.property(hostile, hostile, (name, text) => {
        expect(tokens(identifier(name) + literal(text))).toEqual([`[${name}`, `N'${text}`]);
      }),
    );
  });
});
