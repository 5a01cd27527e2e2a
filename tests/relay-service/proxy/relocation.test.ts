import { describe, expect, it } from "vitest";
import { createRelocation } from "../../../relay-service/src/proxy/response/relocation.ts";

/** The text of UTF-8 bytes as HTTP parsers give it: one character a byte. */
const utf8 = (text: string) => Buffer.from(text).toString("latin1");

describe("a location of an upstream at the root", () => {
  const { location } = createRelocation(new URL("http://api.internal:3000/"));

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
    "http://api.internal:4000/x",
    "ftp://api.internal/x",
  ])("stays as it is when it is %j", (value) => {
    expect(location(value)).toBe(value);
  });

  it.each([
    ["/café", "/caf%C3%A9"],
    ["http://api.internal:3000/café?q=ü", "/caf%C3%A9?q=%C3%BC"],
    ["https://other.example/日本", "https://other.example/%E6%97%A5%E6%9C%AC"],
    ["relativ/ü", "relativ/%C3%BC"],
  ])("carries the bytes of %s percent-encoded", (value, expected) => {
    expect(location(utf8(value))).toBe(expected);
  });
});

describe("a location of an upstream with a base path", () => {
  const { location } = createRelocation(new URL("http://api.internal/base"));

  it.each([
    ["/base/x", "/x"],
    ["/base", "/"],
    ["/base?x", "/?x"],
    ["//api.internal/base/x", "/x"],
    ["http://api.internal/base/x", "/x"],
    ["/base//evil.example", "/.//evil.example"],
    ["\\base\\x", "/x"],
    ["/other", "/other"],
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
  ["0;urlhttp://api.internal/x", "0;urlhttp://api.internal/x"],
  ["0;url=", "0;url="],
  ["0;url=''", "0;url=''"],
  ["5x;url=http://other.example/x", "5x;url=http://other.example/x"],
])("the refresh %j becomes %j", (value, expected) => {
  expect(createRelocation(new URL("http://api.internal")).refresh(value)).toBe(expected);
});

describe("a cookie", () => {
  const root = createRelocation(new URL("http://api.internal"));
  const based = createRelocation(new URL("http://api.internal/base/"));

  it.each([
    ["a=1; Path=/account; HttpOnly", "a=1; Path=/; HttpOnly"],
    ["a=1;path=/account", "a=1; Path=/"],
    ["a=1; Path=/x; Secure; Path=/y", "a=1; Path=/; Secure; Path=/"],
    ["a=1; Path", "a=1; Path=/"],
    ["a=1; HttpOnly", "a=1; HttpOnly; Path=/"],
    ["__Host-a=1; Path=/; Secure", "__Host-a=1; Path=/; Secure"],
    ["path=/account", "path=/account; Path=/"],
  ])("is sent to every path when the browser sees another path than the upstream: %j becomes %j", (line, expected) => {
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
});
