import { expect, it } from "vitest";
import { comparableOrigin } from "../../../relay-service/src/contract/origins.ts";
import { isSafeTarget } from "../../../relay-service/src/proxy/request/target.ts";
import { createUriRewriter } from "../../../relay-service/src/proxy/response/uri-rewriter.ts";

/** The longest head that the relay accepts is 64 KiB. */
const LONG = 60_000;
/**
 * Each of them takes some milliseconds. With quadratic run time it would take seconds, in which the relay serves nobody.
 */
const MOST_MS = 500;

const { location, refresh, links, cookie } = createUriRewriter(new URL("http://api.internal/base"));
const repeated = (text: string) => text.repeat(Math.ceil(LONG / text.length));

it.each<[string, (text: string) => unknown, string]>([
  ["a refresh with blanks behind its place", refresh, `0;url=x${repeated(" ")}x`],
  ["a refresh of digits", refresh, `${repeated("0")}x`],
  ["a refresh of blanks and dots", refresh, repeated(". ")],
  ["a refresh of quotes", refresh, `0;url=x${repeated('"')}x`],
  ["a refresh of lines", refresh, `0;url=${repeated("\n'")}x`],
  ["a location of slashes", location, repeated("/")],
  ["a location of segments", location, `/${repeated("a/../")}`],
  ["a location of user names", location, `//${repeated("@")}x`],
  ["a location of an endless name", location, `//${repeated("%CC%81%CC%A3")}`],
  ["links of brackets", links, repeated("<")],
  ["links of anchors", links, `<x>${repeated('anchor="')}`],
  ["links of anchors and blanks", links, `<x>anchor${repeated(" ")}`],
  ["a cookie of blanks", (line) => cookie(line, false), `a=1; path${repeated(" ")}x`],
  ["a cookie of paths", (line) => cookie(line, false), `a=1${repeated(";path=/base")}`],
  ["a cookie of domains", (line) => cookie(line, true), `a=1${repeated("; domain=api.internal")}`],
  ["a target of combining marks", isSafeTarget, `a${repeated("%cc%81%cc%a3").repeat(8)}`],
  ["a target of characters that become many", isSafeTarget, repeated("%ef%b7%ba")],
  ["a target of dots", isSafeTarget, `a/${repeated(".")}b`],
  ["a target of blanks", isSafeTarget, `a/${repeated("%20")}b`],
  ["a target of percent signs", isSafeTarget, repeated("%25")],
  ["a target of broken sequences", isSafeTarget, repeated("%f0%80")],
  ["an origin without an end", comparableOrigin, `https://${repeated("a.")}!`],
])("parsing %s does not block the event loop", (_, read, text) => {
  const before = process.cpuUsage();
  read(text);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(MOST_MS);
});

it("a cookie does not become longer, however many paths it has", () => {
  const line = `a=1${";path".repeat(5000)};path=/base/${"x".repeat(20_000)}`;
  expect(cookie(line, false).length).toBeLessThan(line.length + 100);
});
