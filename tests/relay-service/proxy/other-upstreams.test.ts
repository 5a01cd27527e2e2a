import { describe, expect, it } from "vitest";
import { createUriRewriter } from "../../../relay-service/src/proxy/response/uri-rewriter.ts";
import { fc } from "../../support/fast-check.ts";

const SM = new URL("http://sm.internal:8080/base");
const AD = { upstream: new URL("http://ad.internal"), origin: "https://ad.example.com" };
const DS = { upstream: new URL("https://shared.internal:9443/ds"), origin: "https://ds.example.com:8443" };
const HIDDEN = { upstream: new URL("http://hidden.internal:7000"), origin: undefined };
const { location, refresh, links, cookie } = createUriRewriter(SM, ["https://sm.example.com"], [AD, DS, HIDDEN]);

describe("a location that names the upstream of another domain", () => {
  it.each([
    ["http://ad.internal/x?y=1#z", "https://ad.example.com/x?y=1#z"],
    ["http://AD.internal./x", "https://ad.example.com/x"],
    ["//ad.internal/x", "https://ad.example.com/x"],
    ["https://ad.internal/x", "https://ad.example.com/x"],
    ["http://ad.internal:443/x", "https://ad.example.com/x"],
    ["http://user:password@ad.internal/x", "https://ad.example.com/x"],
    ["http://ad.internal//evil.example/x", "https://ad.example.com//evil.example/x"],
    ["http://ad.internal", "https://ad.example.com/"],
    ["https://shared.internal:9443/ds/x", "https://ds.example.com:8443/x"],
    ["https://shared.internal:9443/ds", "https://ds.example.com:8443/"],
    ["https://shared.internal/ds/x", "https://ds.example.com:8443/x"],
  ])("gets the public origin of that domain: %s", (value, expected) => {
    expect(location(value)).toBe(expected);
    expect(refresh(`5; url=${value}`)).toBe(`5; url=${expected}`);
    expect(links(`</x>; rel=prev, <${value}>; rel=next`)).toContain(`<${expected}>; rel=next`);
  });

  it.each([
    "http://ad.internal:8081/x",
    "ftp://ad.internal/x",
    "wss://AD.internal/x",
    "https://shared.internal:9443/dsx",
    "https://shared.internal:9443/",
    "https://shared.internal:9444/ds/x",
    "http://hidden.internal:7000/x",
    "http://hidden.internal/x",
    "http://[ad.internal]/x",
    "http://ad.internal:99999/x",
  ])("is dropped when clients cannot reach it at a known origin: %s", (value) => {
    expect(location(value)).toBeNull();
    expect(refresh(`0; url=${value}`)).toBeNull();
    expect(links(`<${value}>; rel=next`)).toBeNull();
  });

  it("does not change what names the own upstream, a public host, or somebody else", () => {
    for (const [value, expected] of [
      ["http://sm.internal:8080/base/x", "/x"],
      ["http://sm.internal/base/x", "/x"],
      ["http://sm.internal:8080/other", "/other"],
      ["/base/x", "/x"],
      ["/ds/x", "/ds/x"],
      ["https://ad.example.com/x", "https://ad.example.com/x"],
      ["https://other.example/?u=http://ad.internal", "https://other.example/?u=http://ad.internal"],
      ["x", "x"],
    ] as const)
      expect(location(value)).toBe(expected);
    expect(location("http://sm.internal:8081/base/x")).toBeNull();
  });

  it("never leaves with an internal name, however it is written", () => {
    const host = fc.constantFrom("sm.internal", "AD.internal", "shared.internal.", "hidden.internal", "%61d.internal");
    const value = fc
      .tuple(
        fc.constantFrom("http:", "https:", "ftp:", "", "HTTP:", "ws:"),
        fc.constantFrom("//", "\\\\", "///", "/\\"),
        fc.constantFrom("", "u@", "u:p@"),
        host,
        fc.constantFrom("", ":80", ":443", ":8080", ":9443", ":7000", ":1"),
        fc.constantFrom("", "/", "/base/x", "/ds/x", "/x"),
      )
      .map((parts) => parts.join(""))
      // For a scheme that browsers do not know, these begin a path.
      .filter((text) => !/^(?:ftp|ws):(?:\\|\/\/\/|\/\\)/i.test(text));
    fc.assert(
      fc.property(value, (text) => {
        expect(location(text) ?? "").not.toMatch(/\.internal/i);
      }),
    );
  });
});

describe("several domains behind one server", () => {
  it("are told apart by port and base path, and the exact port counts more than a default one", () => {
    const own = createUriRewriter(
      new URL("http://app.internal:8080/sm"),
      [],
      [
        { upstream: new URL("http://app.internal:8080/ad"), origin: "https://ad.example.com" },
        { upstream: new URL("http://app.internal"), origin: "https://ds.example.com" },
      ],
    );
    for (const [value, expected] of [
      ["http://app.internal:8080/sm/x", "/x"],
      ["http://app.internal:8080/ad/x", "https://ad.example.com/x"],
      ["http://app.internal/ds", "https://ds.example.com/ds"],
      ["http://app.internal/sm/x", "https://ds.example.com/sm/x"],
      ["https://app.internal:443/y", "https://ds.example.com/y"],
      ["http://app.internal:8080/other", "/other"],
      ["http://app.internal:9090/sm/x", null],
    ] as const)
      expect(own.location(value)).toBe(expected);
  });
});

describe("a cookie", () => {
  it("loses a domain that is internal, of whichever upstream, and keeps one of the relay's own host", () => {
    for (const [line, expected] of [
      ["a=1; Domain=sm.internal", "a=1"],
      ["a=1; Domain=ad.internal; Secure", "a=1; Secure"],
      ["a=1; Domain=.internal", "a=1"],
      ["a=1; Domain=example.com", "a=1; Domain=example.com"],
      ["a=1; Domain=sm.example.com; Path=/base/x", "a=1; Domain=sm.example.com; Path=/x"],
    ] as const)
      expect(cookie(line, false)).toBe(expected);
  });
});
