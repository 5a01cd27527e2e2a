import { describe, expect, it } from "vitest";
import { parsePin } from "../../../relay-service/client/pairing/relay-identity.ts";
import { readSmokeOptions } from "../../../relay-service/smoke/smoke-options.ts";

const KEY = "ea3IPVUj-AXHGTM1CiVoIwSV1U9v2Uo_3GlWqbm_k_s";
const URL = "https://relay.example.com";
const DEFAULTS = { url: URL, origin: undefined, path: "/", pin: undefined, otherHost: undefined, requests: 50, json: false };

const problemsOf = (...argv: string[]) => {
  const command = readSmokeOptions(argv);
  return command.kind === "wrong" ? command.problems : command.kind;
};

describe("the arguments of the smoke command", () => {
  it("may be a url alone", () => {
    expect(readSmokeOptions([URL])).toEqual({ kind: "run", options: DEFAULTS });
  });

  it("may have the url with a trailing slash and in capitals", () => {
    expect(readSmokeOptions(["HTTPS://Relay.Example.com:443/"])).toEqual({ kind: "run", options: DEFAULTS });
  });

  it("may have all options, in any order and in both spellings", () => {
    const argv = ["--pin", KEY, "--json", "--path=/a?b=c", URL, "--requests", "5000", "--origin=https://app.example.com"];
    argv.push("--other-host", "https://ad.example.com/");
    const options = {
      ...DEFAULTS,
      origin: "https://app.example.com",
      path: "/a?b=c",
      pin: parsePin(KEY),
      otherHost: "https://ad.example.com",
      requests: 5000,
      json: true,
    };
    expect(readSmokeOptions(argv)).toEqual({ kind: "run", options });
  });

  it.each(["--help", "-h"])("print the usage with %s, whatever else they contain", (help) => {
    expect(readSmokeOptions(["--wrong", help])).toEqual({ kind: "help" });
  });

  it("are all checked at once", () => {
    expect(problemsOf("relay.example.com", "--requests", "0", "--foo", "--pin=x", "--path", "api", "--origin", "*")).toEqual([
      "--foo is not an option; the options are --origin, --path, --pin, --other-host, --requests, --json, --help",
      'url must be an http or https origin without a path such as "https://relay.example.com", got "relay.example.com"',
      '--origin must be an http or https origin without a path such as "https://app.example.com", got "*"',
      '--path must be a path with a leading slash, of visible ASCII without # and backslash such as "/health", got "api"',
      `--pin must be an Ed25519 public key, 43 characters of base64url or 64 hex digits, such as "${KEY}", got "x"`,
      '--requests must be a whole number from 1 to 5000 such as "50", got "0"',
    ]);
  });

  it("must include a url", () => {
    expect(problemsOf("--json")).toEqual([
      'url must be an http or https origin without a path such as "https://relay.example.com", got nothing',
    ]);
  });

  it.each([`${URL}/api`, `${URL}?a`, `${URL}#a`, "ftp://relay.example.com", "https://", "https:relay", "http://[::1"])(
    "must not have %s as the url",
    (url) => expect(problemsOf(url)).toHaveLength(1),
  );

  it("are shown without a password", () => {
    expect(problemsOf("https://name:hidden@relay.example.com")).toEqual([expect.stringContaining('got "https://***@relay')]);
  });

  it.each(["//host/", "/a#b", "/a\\b", "/a b", "/ä", ""])("must not have %j as the path", (path) => {
    expect(problemsOf(URL, `--path=${path}`)).toHaveLength(1);
  });

  it.each(["-1", "1.5", "5001", "1e3", "01", "", "many"])("must not have %j as the number of requests", (text) => {
    expect(problemsOf(URL, `--requests=${text}`)).toHaveLength(1);
  });

  it("are reported when a value is missing or given twice", () => {
    expect(problemsOf(URL, "--pin")).toEqual([expect.stringMatching(/^--pin must be .*, got nothing$/)]);
    expect(problemsOf(URL, "https://other.example.com")).toEqual([
      'url must be given once, got "https://other.example.com" as well',
    ]);
    expect(problemsOf(URL, "--json=yes")).toEqual([expect.stringContaining("--json must be given without a value")]);
  });
});
