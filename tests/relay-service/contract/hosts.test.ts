import { describe, expect, it } from "vitest";
import { comparableHost } from "../../../relay-service/src/contract/hosts.ts";
import { fc } from "../../support/fast-check.ts";

const label = fc.stringMatching(/^[a-z](?:[a-z\d-]{0,10}[a-z\d])?$/);
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));
const address = fc.oneof(
  fc.ipV4(),
  fc.ipV6().map((text) => `[${text}]`),
);
const host = fc.oneof(name, address);

describe("the comparable form of a host", () => {
  it.each([
    ["sm.example.com", "sm.example.com"],
    ["SM.Example.COM", "sm.example.com"],
    ["sm.example.com.", "sm.example.com"],
    ["sm.example.com.:443", "sm.example.com"],
    ["sm.example.com:80", "sm.example.com"],
    ["sm.example.com:443", "sm.example.com"],
    ["sm.example.com:0443", "sm.example.com"],
    ["sm.example.com:8080", "sm.example.com:8080"],
    ["localhost", "localhost"],
    ["10.0.0.5:80", "10.0.0.5"],
    ["[2001:DB8:0:0:0:0:0:1]:443", "[2001:db8::1]"],
    ["[::ffff:192.0.2.1]:8443", "[::ffff:c000:201]:8443"],
  ])("of %s is %s", (text, comparable) => {
    expect(comparableHost(text)).toBe(comparable);
  });

  it.each([
    "",
    ".",
    ":80",
    "sm.example.com..",
    ".sm.example.com",
    "sm..example.com",
    "sm.example.com:",
    "sm.example.com:0",
    "sm.example.com:65536",
    "sm.example.com:80:80",
    "sm.example.com:8o",
    "sm.example.com/",
    "sm.example.com=x",
    "user@sm.example.com",
    "*.example.com",
    "sm example.com",
    "sm.example.com\n",
    "sm.exämple.com",
    "256.0.0.1",
    "1.2.3",
    "::1",
    "[::1",
    "[::1]x",
    "[1.2.3.4]",
    "[fe80::1%25eth0]",
    "[]",
    `${"a".repeat(64)}.example.com`,
    "a.".repeat(200),
  ])("does not exist for %j", (text) => {
    expect(comparableHost(text)).toBeUndefined();
  });

  it("is its own comparable form, in whatever spelling the host was given", () => {
    fc.assert(
      fc.property(
        host,
        fc.constantFrom("", ":80", ":443"),
        fc.boolean(),
        fc.option(fc.integer({ min: 1, max: 65_535 })),
        (text, ports, isUpper, port) => {
          const plain = comparableHost(text);
          expect(plain).toBeDefined();
          expect(comparableHost(`${isUpper ? text.toUpperCase() : text}${text.startsWith("[") ? "" : "."}${ports}`)).toBe(plain);
          const withPort = comparableHost(`${text}:${port ?? 8080}`);
          expect(comparableHost(withPort ?? "")).toBe(withPort);
        },
      ),
    );
  });

  it("has no character that separates entries of a list, whatever the text is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), host), fc.string({ maxLength: 3 }), (text, tail) => {
        expect(comparableHost(text + tail) ?? "").toMatch(/^[a-z\d._:[\]-]*$/);
      }),
    );
  });

  it("is found in a moment for the longest header that a client can send", () => {
    for (const text of [
      ":".repeat(60_000),
      `[${":".repeat(60_000)}`,
      `[${":".repeat(60_000)}]:80`,
      "a.".repeat(30_000),
      `${"a".repeat(60_000)}:80`,
    ])
      expect(comparableHost(text)).toBeUndefined();
  });
});
