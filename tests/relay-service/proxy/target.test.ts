import { describe, expect, it } from "vitest";
import { createPathMatcher, isSafeTarget } from "../../../relay-service/src/proxy/target.ts";
import { fc } from "../../support/fast-check.ts";

describe("a target of a sealed request", () => {
  it.each(["", "api/login?x=1", "a.b/c..d/...e", "a%2Fb/c%252e", "search?q=../x&r=//y", "%E2%82%AC"])("may be %j", (target) => {
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
    ["a#b", "fragment"],
    ["a b", "space"],
    ["a\r\nx: y", "line break"],
    ["a\u0000", "control character"],
    ["ä", "not ASCII"],
    ["a%zz", "malformed escape"],
    ["a?x=%", "malformed escape in the query"],
  ])("is refused when it is %j: %s", (target) => {
    expect(isSafeTarget(target)).toBe(false);
  });

  it("never leaves the base path, whatever it is", () => {
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

describe("a pass-through pattern", () => {
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
  ])("says of %s: %s", (target, expected) => {
    expect(matches(target)).toBe(expected);
  });
});
