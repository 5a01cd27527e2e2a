import { describe, expect, it } from "vitest";
import { createUriRewriter } from "../../../relay-service/src/proxy/response/uri-rewriter.ts";

/** The text of UTF-8 bytes as HTTP parsers give it: one character a byte. */
const utf8 = (text: string) => Buffer.from(text).toString("latin1");

describe("a location of an upstream without a base path", () => {
  const { location } = createUriRewriter(new URL("http://api.internal:3000/"));

  it.each([
    ["/path?x=1#y", "/path?x=1#y"],
    ["http://api.internal:3000/path?x=1#y", "/path?x=1#y"],
    ["HTTP://API.internal:3000/path", "/path"],
    ["//api.internal:3000/path", "/path"],
    ["\\\\api.internal:3000\\path", "/path"],
    ["https://api.internal:3000/path", "/path"],
    ["https://api.internal/path", "/path"],
    ["http://user:password@api.internal:3000/path", "/path"],
    ["http://api.internal:3000//evil.example/x", "/.//evil.example/x"],
    ["http://api.internal.:3000/path", "/path"],
    ["http://api.internal.:3000//evil.example/x", "/.//evil.example/x"],
    ["http://API%2EInternal:3000/path", "/path"],
    ["http://api.internal:443/path", "/path"],
    ["https://api.internal:80/path", "/path"],
    ["https:api.internal/path", "/path"],
    [" http://api.internal:3000/path", "/path"],
  ])("is relative to the relay when it is %j", (value, expected) => {
    expect(location(value)).toBe(expected);
  });

  it.each([
    "relative",
    "../up",
    "?x=1",
    "#y",
    "",
    "https://other.example/x",
    "http://api.internal.example/x",
    "http://my-api.internal/x",
    "https://idp.example/login?return=http%3A%2F%2Fapi.internal%2Fx",
    "mailto:someone@other.example",
  ])("stays as it is when it is %j", (value) => {
    expect(location(value)).toBe(value);
  });

  it.each([
    ["/café", "/caf%C3%A9"],
    ["http://api.internal:3000/café?q=ü", "/caf%C3%A9?q=%C3%BC"],
    ["https://other.example/日本", "https://other.example/%E6%97%A5%E6%9C%AC"],
    ["relativ/ü", "relativ/%C3%BC"],
  ])("is percent-encoded when it is %s", (value, expected) => {
    expect(location(utf8(value))).toBe(expected);
  });
});

it.each([
  "http://api.internal:4000/x",
  "https://api.internal.:8443/x",
  "//api.internal:4000/x",
  "ftp://api.internal/x",
  "wss://API.internal/x",
  "app://API.internal./x",
  "http://api.internal:99999/x",
  "http://[api.internal]/x",
])("a location on another port or scheme of the upstream's host, such as %j, is dropped", (value) => {
  const { location, refresh, links } = createUriRewriter(new URL("http://api.internal:3000"));
  expect(location(value)).toBeNull();
  expect(refresh(`0; url=${value}`)).toBeNull();
  expect(links(`</x>; rel=prev, <${value}>; rel=next`)).toBeNull();
});

it.each([
  ['<http://api.internal:3000/x?p=2>; rel="next", </y>; rel="prev"', '</x?p=2>; rel="next", </y>; rel="prev"'],
  ["<https://api.internal./app.css>; rel=preload", "</app.css>; rel=preload"],
  ['</x>; rel=next; anchor="http://api.internal:3000/y"', '</x>; rel=next; anchor="/y"'],
  ['</x>; ANCHOR = "#z"; rel=next', '</x>; ANCHOR = "#z"; rel=next'],
  ['<https://other.example/>; title="a <b> c"', '<https://other.example/>; title="a <b> c"'],
  ["http://api.internal:3000/x", "/x"],
  ["<unclosed http://other.example", "<unclosed http://other.example"],
  ["", ""],
])("the Link header %j becomes %j", (value, expected) => {
  expect(createUriRewriter(new URL("http://api.internal:3000")).links(value)).toBe(expected);
});

describe("a location of an upstream with a base path", () => {
  const { location } = createUriRewriter(new URL("http://api.internal/base"));

  it.each([
    ["/base/x", "/x"],
    ["/base", "/"],
    ["/base?x", "/?x"],
    ["//api.internal/base/x", "/x"],
    ["http://api.internal/base/x", "/x"],
    ["/base//evil.example", "/.//evil.example"],
    ["\\base\\x", "/x"],
    ["/other", "/other"],
    ["http://api.internal/login", "/login"],
    ["//api.internal/login?x=1", "/login?x=1"],
    ["http://api.internal//evil.example", "/.//evil.example"],
    ["http://api.internal/", "/"],
    ["/basement", "/basement"],
    ["x", "x"],
  ])("%j becomes %j", (value, expected) => {
    expect(location(value)).toBe(expected);
  });
});

it.each([
  ["5; url=http://api.internal/x", "5; url=/x"],
  ["0;URL='http://api.internal/x'", "0;URL='/x'"],
  ["5", "5"],
  ["5; url=https://other.example/", "5; url=https://other.example/"],
  ["0 url=http://api.internal/x", "0 url=/x"],
  ["0 http://api.internal/x", "0 /x"],
  ["0,http://api.internal/x", "0,/x"],
  [" .5 ; URL = http://api.internal/x ", " .5 ; URL = /x "],
  ['0;url="http://api.internal/x" junk', '0;url="/x" junk'],
  ["0;url='http://api.internal/a\"b' junk", "0;url='/a%22b' junk"],
  ['0;url="http://api.internal/x', '0;url="/x'],
  ["0;'http://api.internal/x'", "0;'/x'"],
  ["0;urlhttp://other.example/x", "0;urlhttp://other.example/x"],
  ["0;url=", "0;url="],
  ["0;url=''", "0;url=''"],
  ["5x;url=http://other.example/x", "5x;url=http://other.example/x"],
])("the Refresh header %j becomes %j", (value, expected) => {
  expect(createUriRewriter(new URL("http://api.internal")).refresh(value)).toBe(expected);
});

describe("a cookie", () => {
  const root = createUriRewriter(new URL("http://api.internal"));
  const based = createUriRewriter(new URL("http://api.internal/base/"));

  it.each([
    ["a=1; Path=/account; HttpOnly", "a=1; Path=/; HttpOnly"],
    ["a=1;path=/account", "a=1; Path=/"],
    ["a=1; Path=/x; Secure; Path=/y", "a=1; Path=/; Secure; Path=/"],
    ["a=1; Path", "a=1; Path=/"],
    ["a=1; HttpOnly", "a=1; HttpOnly; Path=/"],
    ["__Host-a=1; Path=/; Secure", "__Host-a=1; Path=/; Secure"],
    ["path=/account", "path=/account; Path=/"],
  ])("gets the path / when the browser sees another path than the upstream: %j becomes %j", (line, expected) => {
    expect(root.cookie(line, true)).toBe(expected);
  });

  it("keeps its path when the browser sees the upstream's", () => {
    expect(root.cookie("a=1; Path=/account", false)).toBe("a=1; Path=/account");
  });

  it("loses the upstream's base path, which the browser does not know", () => {
    expect(based.cookie("a=1; Path=/base/account; HttpOnly", false)).toBe("a=1; Path=/account; HttpOnly");
    expect(based.cookie("a=1; Path=/base", false)).toBe("a=1; Path=/");
    expect(based.cookie("a=1; Path=/elsewhere", false)).toBe("a=1; Path=/elsewhere");
    expect(based.cookie("a=1", false)).toBe("a=1");
  });

  it.each([
    ['a=1; Path="/base/x"', "a=1; Path=/x"],
    ["a=1; Path=/base/a=b", "a=1; Path=/a=b"],
    ["a=1; Path=/base/x; Path=/base/y", "a=1; Path=/base/x; Path=/y"],
    ["a=1; Path=", "a=1; Path="],
  ])("loses the base path in whatever form it is written: %j becomes %j", (line, expected) => {
    expect(based.cookie(line, false)).toBe(expected);
  });
});

describe("a cookie with a domain", () => {
  const unknown = createUriRewriter(new URL("http://api.corp.internal"));
  const sibling = createUriRewriter(new URL("http://api.example.com"), ["https://relay.example.com"]);

  it.each([
    ["a=1; Domain=api.corp.internal; Secure", "a=1; Secure"],
    ["a=1;domain = .API.Corp.internal", "a=1"],
    ['a=1; Domain="corp.internal"', "a=1"],
    ["a=1; Domain=corp.internal.; Path=/x", "a=1; Path=/x"],
    ["a=1; Domain=other.example; Domain=internal", "a=1"],
  ])("loses the domain when it is the upstream's: %j becomes %j", (line, expected) => {
    expect(unknown.cookie(line, false)).toBe(expected);
  });

  it.each([
    "a=1; Domain=other.example",
    "a=1; Domain=my.api.corp.internal",
    "a=1; Domain=",
    "domain=api.corp.internal; Secure",
    "a=1; Domain=corp.internal; Domain=other.example",
  ])("keeps the domain of another host: %j", (line) => {
    expect(unknown.cookie(line, false)).toBe(line);
  });

  it("keeps a domain that the relay shares, and loses one that it does not", () => {
    expect(sibling.cookie("a=1; Domain=example.com", false)).toBe("a=1; Domain=example.com");
    expect(sibling.cookie("a=1; Domain=api.example.com", false)).toBe("a=1");
    expect(sibling.cookie("a=1; Domain=api.example.com; Path=/x", true)).toBe("a=1; Path=/");
  });

  it("loses a domain that is an IP address", () => {
    expect(createUriRewriter(new URL("http://10.0.0.5")).cookie("a=1; Domain=10.0.0.5", false)).toBe("a=1");
    expect(createUriRewriter(new URL("http://10.0.0.5")).cookie("a=1; Domain=0.5", false)).toBe("a=1; Domain=0.5");
  });
});
