import { describe, expect, it } from "vitest";
import { createPathMatcher, isSafeTarget } from "../../../relay-service/src/proxy/request/target.ts";
import { fc } from "../../support/fast-check.ts";

describe("the target of a sealed request", () => {
  it.each([
    "",
    "api/login?x=1",
    "a.b/c..d/...e",
    "a%2Fb/c%252e",
    "search?q=../x&r=//y",
    "%E2%82%AC",
    "search?q=100%",
    "search?q=%zz&r=%00%0a",
    "search?",
    "?",
    "?q=C:\\dir",
    "?q=..\\..\\x",
    "search?q={a}|b^c`d[e]\"<>'",
    "a?b?c\\d?",
    "a{b}|c^d`e",
    "100%25",
    "100%25u",
    "a;v=1/b",
    "caf%E9/%C9t%C9",
    "%C1rea/%C0%20la",
    "%E6%97%A5%E6%9C%AC%EF%BC%8F%E8%AA%9E",
    "a%20b/.well-known/x",
    "main...dev",
    "%EF%F0%E8%E2%E5%F2/x",
    "%E9/%E9t.%E9",
    "%F0%9F%91%A9%E2%80%8D%F0%9F%91%A7/x.png",
    "%D9%85%DB%8C%E2%80%8C%D8%AE%D9%88/x",
    "100%D9%AA/x",
    "a%C2%A0b/%C2%ADc",
    "%E2%84%80/x",
  ])("may be %j", (target) => {
    expect(isSafeTarget(target)).toBe(true);
  });

  it.each([
    ["/evil.example/x", "a second slash in front would name a host"],
    ["..", "dot segment"],
    ["a/../b", "dot segment"],
    ["a/./b", "dot segment"],
    ["%2e%2e/b", "encoded dots"],
    ["a/.%2E/b", "half encoded dots"],
    ["a%2f..%2fb", "encoded slashes around dots"],
    ["a%5c..%5cb", "encoded backslashes around dots"],
    ["a/..?x", "dot segment before the query"],
    ["..;/manager", "a dot segment with a parameter, which some servers cut off"],
    ["a/..;x=1/b", "the same in the middle"],
    ["a/%2e%2e%3b/b", "the same, encoded"],
    ["a\\..\\b", "backslash"],
    ["a\\b?c", "backslash before the query"],
    ["a?b#c", "fragment behind the query"],
    ["a?b c", "space in the query"],
    ["a?b\u0000", "control character in the query"],
    ["a?\u00e4", "a query that is not ASCII"],
    ["a#b", "fragment"],
    ["a b", "space"],
    ["a\r\nx: y", "line break"],
    ["a\u0000", "control character"],
    ["ä", "not ASCII"],
    ["a%zz", "malformed escape"],
    ["%2fevil.example/x", "an encoded second slash in front"],
    ["%255cevil.example/x", "a backslash in front, encoded twice"],
    ["a/%252e%252e/b", "dots encoded twice"],
    ["a%252f..%252fb", "slashes encoded twice around dots"],
    ["a/%25252e%25252e/b", "dots encoded three times"],
    [`a/${"%25".repeat(1)}${"25".repeat(9)}2e/b`, "something encoded ten times"],
    ["a/%25u002e%25u002e/b", "dots in the encoding of IIS, behind an encoded percent sign"],
    ["a/%c0%ae%c0%ae/b", "dots in overlong UTF-8 of two bytes"],
    ["a/%e0%80%ae./b", "a dot in overlong UTF-8 of three bytes"],
    ["a/%f0%80%80%ae./b", "a dot in overlong UTF-8 of four bytes"],
    ["a/%fc%80%80%80%80%ae./b", "a dot in overlong UTF-8 of six bytes"],
    ["a/..%c0%af", "a slash in overlong UTF-8 behind dots"],
    ["a/..%c1%9cb", "a backslash in overlong UTF-8 behind dots"],
    ["a/..%c0%2fb", "a slash in UTF-8 without a proper continuation byte"],
    ["a/..%ef%bc%8fb", "a fullwidth slash behind dots"],
    ["a/..%e2%88%95b", "a division slash behind dots"],
    ["a/%ef%bc%8e%ef%bc%8e/b", "fullwidth dots"],
    ["a/%e2%80%a4./b", "a one dot leader"],
    ["a/%e2%80%a5/b", "a two dot leader"],
    ["a/..%23x", "a dot segment before an encoded number sign"],
    ["a/..%3fx", "a dot segment before an encoded question mark"],
    ["a/..%20/b", "a dot segment with a space, which Windows drops"],
    ["a/..%2e/b", "a segment of three dots, which Windows drops"],
    ["a%00b", "an encoded NUL"],
    ["a%0d%0ax:%20y", "encoded line breaks"],
    ["a%7f", "an encoded DEL"],
    ["a%2500b", "a NUL encoded twice"],
    ["a%c2%85b", "a C1 control character in UTF-8"],
    ["a%c0%8ab", "a line feed in overlong UTF-8"],
    ["a/%ef%bc%852e%ef%bc%852e/b", "dots behind fullwidth percent signs"],
    ["a/%c0%a52e%c0%a52e/b", "dots behind overlong percent signs"],
    ["a/%ef%b9%aa2e./b", "a dot behind a small percent sign"],
    ["a/%d9%aa2e./b", "a dot behind an Arabic percent sign"],
    ["a/.%ef%bc%85ff./b", "a byte that is no UTF-8 behind a fullwidth percent sign"],
    ["a/%ef%bc%85u002e./b", "a dot in the encoding of IIS behind a fullwidth percent sign"],
    ["a/%fe%80%80%80%80%80%ae./b", "a dot in overlong UTF-8 of seven bytes"],
    ["a/%fe%c0%c0%c0%c0%c0%ee./b", "the same without proper continuation bytes"],
    ["a/%f8%80%80%80%ae./b", "a dot in overlong UTF-8 of five bytes"],
    ["a/..%e2%80%8b", "a dot segment with a space of no width"],
    ["a/.%e2%80%8d./b", "a joiner between dots"],
    ["a/%e2%80%8b../b", "a space of no width before dots"],
    ["a/.%c2%ad.", "a soft hyphen between dots"],
    ["a/..%ef%bb%bf/b", "a byte order mark behind dots"],
    ["a/..%ef%b8%8f/b", "a variation selector behind dots"],
    ["a/..%f3%a0%80%a0/b", "a tag behind dots"],
    ["a/..%ef%bf%bd/b", "a replacement character behind dots"],
    ["a/..%ef%bf%be/b", "a noncharacter behind dots"],
    ["a/..%ff", "a byte that is no UTF-8 behind dots"],
    ["a/.%ff./b", "a byte that is no UTF-8 between dots"],
    ["a/%e2.%a0./b", "half characters around dots"],
    ["a/%c1%2e./b", "a dot behind a byte that is no UTF-8"],
    ["a/%e3%80%82./b", "an ideographic full stop before a dot"],
    ["a/..%c2%a0/b", "a no-break space behind dots"],
    ["%e2%80%8b/evil.example", "a slash in front of which nothing is seen"],
    ["a%80b", "a C1 control character as a byte"],
    ["a%9fb", "the last of them"],
    ["a%2585b", "one that is encoded twice"],
  ])("is refused when it is %j: %s", (target) => {
    expect(isSafeTarget(target)).toBe(false);
  });

  it("may have every query that a URL can have", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0x2fff), { maxLength: 50 }), (codes) => {
        const query = String.fromCharCode(...codes);
        const { search } = new URL(`http://relay.example/?${query.replaceAll("#", "")}`);
        expect(isSafeTarget(`path${search}`)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("never leaves the base path, whatever it contains", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("..", ".", "/", "%2e", "%2E", "%2f", "%5C", "a", "?", "x", "//", ";", "%25", "\\"), {
          maxLength: 12,
        }),
        (parts) => {
          const target = parts.join("");
          fc.pre(isSafeTarget(target));
          const url = new URL(`http://upstream.example/base/${target}`);
          expect(url.host).toBe("upstream.example");
          expect(url.pathname.startsWith("/base/")).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("a dot segment", () => {
  const percent = (text: string) =>
    [...Buffer.from(text, "latin1")].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
  /** The ways to write one character, each of which some server undoes; `\uXXXX` of IIS only behind a percent sign that is encoded itself. */
  const DOTS = [".", "%2e", "%2E", "%c0%ae", "%e0%80%ae", "%ef%bc%8e", "%25u002e", "%e2%80%a4", "%ef%bc%852e", "%c0%a52e"];
  /** What some decoders drop. */
  const DROPPED = ["", "", "%e2%80%8b", "%c2%ad", "%ff", "%ef%bf%bd", "%a0", "%2520"];
  const SEPARATORS = ["/", "%2f", "%5C", "%c0%af", "%c1%9c", "%ef%bc%8f", "%ef%bc%bc", "%25u2215", "%e2%81%84"];
  const encodedAgain = fc.array(fc.boolean(), { maxLength: 3 });
  const again = (text: string, times: readonly boolean[]) =>
    times.reduce((encoded, all) => (all ? percent(encoded) : encoded.replaceAll("%", "%25")), text);

  it("is refused however it is encoded", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("", "a", "a/b"),
        fc.constantFrom(...SEPARATORS),
        fc.array(fc.constantFrom(...DOTS), { minLength: 1, maxLength: 2 }),
        fc.constantFrom(...SEPARATORS, ";", "%3b", ""),
        fc.tuple(fc.constantFrom(...DROPPED), fc.constantFrom(...DROPPED)),
        encodedAgain,
        (before, separator, dots, after, [between, behind], times) => {
          const written = separator + dots.join(between === "%2520" ? "" : between) + behind + after;
          expect(isSafeTarget(before + again(written, times))).toBe(false);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("the pass-through patterns /health and /static/*", () => {
  const matches = createPathMatcher(["/health", "/static/*"]);

  it.each([
    ["/health", true],
    ["/health?deep=1", true],
    ["/health/", false],
    ["/healthy", false],
    ["/static/", true],
    ["/static/a/b.js", true],
    ["/static", false],
    ["/x?/static/", false],
    ["/%73tatic/a", false],
    ["/", false],
  ])("match %s: %s", (target, expected) => {
    expect(matches(target)).toBe(expected);
  });
});
