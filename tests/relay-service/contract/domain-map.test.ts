import { describe, expect, it } from "vitest";
import { problemOf, problemsOf, VARIABLES } from "../../../relay-service/src/contract.ts";
import { fc } from "../../support/fast-check.ts";

const CLIENT_ID_SECRET = "s".repeat(32);
const DOMAIN_MAP = "sm.example.com=http://sm.internal,ad.example.com:8443=http://ad.internal";
const read = (text: string) => VARIABLES.DOMAIN_MAP.read(text);
/** The names of the variables that have a problem. */
const blamed = (environment: Record<string, string>) =>
  problemsOf({ CLIENT_ID_SECRET, ...environment }).map((problem) => problem.split(" ", 1)[0]);

describe("DOMAIN_MAP", () => {
  it("gives the upstream of each host, in comparable form and in the order of the text", () => {
    const map = read("SM.Example.com.:443=http://sm.internal:8080/base, [2001:DB8::0:1]:8443=https://ad.internal/x=y");
    expect([...(map ?? [])].map(([host, url]) => [host, url.href])).toEqual([
      ["sm.example.com", "http://sm.internal:8080/base"],
      ["[2001:db8::1]:8443", "https://ad.internal/x=y"],
    ]);
  });

  it.each([
    "sm.example.com",
    "=http://sm.internal",
    "sm.example.com=",
    "sm.example.com=sm.internal",
    "sm.example.com=ftp://sm.internal",
    "sm.example.com=http://sm.internal?x",
    "sm.example.com=http://sm.internal#x",
    "sm.example.com=http://user@sm.internal",
    "sm.example.com=http://sm.internal\\x",
    "sm.example.com=http://*.internal",
    "sm.example.com =http://sm.internal",
    "sm.example.com= http://sm.internal",
    "https://sm.example.com=http://sm.internal",
    "sm.example.com/x=http://sm.internal",
    "*.example.com=http://sm.internal",
    "sm.example.com:0=http://sm.internal",
    "::1=http://sm.internal",
    "sm.example.com=http://sm.internal,",
    "sm.example.com=http://a,sm.example.com=http://b",
    "sm.example.com=http://a,SM.example.com.:80=http://a",
    "[::1]=http://a,[0:0::1]:443=http://b",
  ])("is refused: %s", (text) => {
    expect(problemOf("DOMAIN_MAP", text)).toContain(`DOMAIN_MAP must be ${VARIABLES.DOMAIN_MAP.expected} such as "`);
  });

  it("accepts exactly the URLs that UPSTREAM accepts", () => {
    const url = fc
      .tuple(
        fc.constantFrom("http://", "https://", "HTTP://", "http:", "http:///", "ftp://", "//", ""),
        fc.constantFrom("", "", "user@", "user:password@"),
        fc.constantFrom("api", "Api.internal", "10.0.0.5", "[::1]", "[::1", "*.internal", "a_b", "a b", "256.1.1.1", ""),
        fc.constantFrom("", ":80", ":443", ":8080", ":99999", ":x", ":"),
        fc.constantFrom("", "/", "/base", "/a/../b", "/a%20b", "/a=b", "/%zz", "\\x", "/ä"),
        fc.constantFrom("", "", "?", "?x", "#", "#x"),
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(url, (text) => {
        expect(read(`sm.example.com=${text}`)?.get("sm.example.com")?.href).toBe(VARIABLES.UPSTREAM.read(text)?.href);
      }),
      { numRuns: 1000 },
    );
  });

  it("is repeated in an error without any password", () => {
    for (const text of [
      "sm.example.com=http://user:hunter22@sm.internal",
      "sm.example.com=http://sm.internal,ad.example.com=http://:hunter22@ad.internal/x@y",
      "sm.example.com=http://sm.internal?password=hunter22",
    ]) {
      expect(problemOf("DOMAIN_MAP", text)).toBeDefined();
      expect(problemOf("DOMAIN_MAP", text)).not.toContain("hunter22");
    }
  });

  it("makes UPSTREAM optional", () => {
    expect(blamed({ DOMAIN_MAP })).toEqual([]);
    expect(blamed({ DOMAIN_MAP, UPSTREAM: "http://api.internal" })).toEqual([]);
    expect(blamed({ DOMAIN_MAP, UPSTREAM: "api" })).toEqual(["UPSTREAM"]);
    expect(blamed({})).toEqual(["UPSTREAM"]);
  });
});

describe("an entry for one host", () => {
  it("is accepted in CORS_ORIGINS and PASS_THROUGH_ROUTES, and keeps its host in comparable form", () => {
    expect(VARIABLES.CORS_ORIGINS.read("SM.example.com:443=https://Portal.example.com:443/,null,sm.example.com=null")).toEqual([
      "sm.example.com=https://portal.example.com",
      "null",
      "sm.example.com=null",
    ]);
    expect(VARIABLES.PASS_THROUGH_ROUTES.read("/health,SM.example.com./a=b/*,[::1]:8080/static/*")).toEqual([
      "/health",
      "sm.example.com/a=b/*",
      "[::1]:8080/static/*",
    ]);
  });

  it.each([
    ["CORS_ORIGINS", "sm.example.com="],
    ["CORS_ORIGINS", "=https://portal.example.com"],
    ["CORS_ORIGINS", "*.example.com=https://portal.example.com"],
    ["CORS_ORIGINS", "sm.example.com=*"],
    ["CORS_ORIGINS", "sm.example.com=portal.example.com"],
    ["CORS_ORIGINS", "sm.example.com=ad.example.com=https://portal.example.com"],
    ["PASS_THROUGH_ROUTES", "sm.example.com/*"],
    ["PASS_THROUGH_ROUTES", "sm.example.com"],
    ["PASS_THROUGH_ROUTES", "sm.example.com//x"],
    ["PASS_THROUGH_ROUTES", "sm.example.com/api/mte-pair"],
    ["PASS_THROUGH_ROUTES", "sm.example.com/healthz/ready"],
    ["PASS_THROUGH_ROUTES", "sm.example.com/a/../b"],
    ["PASS_THROUGH_ROUTES", "https://sm.example.com/x"],
    ["PASS_THROUGH_ROUTES", "*/x"],
  ] as const)("is refused as strictly as one for all hosts: %s=%s", (name, text) => {
    expect(problemOf(name, text)).toContain(`${name} must be`);
  });
});

describe("variables that contradict DOMAIN_MAP", () => {
  it("are reported all at once, with the hosts that are wrong", () => {
    expect(
      problemsOf({
        CLIENT_ID_SECRET,
        DOMAIN_MAP,
        PUBLIC_ORIGINS: "https://sm.example.com,https://ds.example.com",
        CORS_ORIGINS: "https://app.example.com,ds.example.com=https://portal.example.com",
        PASS_THROUGH_ROUTES: "/health,ad.example.com/static/*",
      }),
    ).toEqual([
      'PUBLIC_ORIGINS must be a list with an origin of each host of DOMAIN_MAP, also of ad.example.com:8443, such as "https://sm.example.com,https://ad.example.com:8443", got "https://sm.example.com,https://ds.example.com"',
      'PUBLIC_ORIGINS must be a list of origins at hosts of DOMAIN_MAP, or UPSTREAM must be set for https://ds.example.com, such as "https://sm.example.com,https://ad.example.com:8443", got "https://sm.example.com,https://ds.example.com"',
      'CORS_ORIGINS must be a list whose hosts are in DOMAIN_MAP, which has no ds.example.com, such as "sm.example.com=https://portal.example.com", got "https://app.example.com,ds.example.com=https://portal.example.com"',
      'PASS_THROUGH_ROUTES must be a list whose hosts are in DOMAIN_MAP, which has no ad.example.com, such as "sm.example.com/static/*", got "/health,ad.example.com/static/*"',
    ]);
  });

  it("are none when each host has an origin and each entry a host", () => {
    const environment = {
      DOMAIN_MAP,
      PUBLIC_ORIGINS: "https://sm.example.com,http://sm.example.com,https://ad.example.com:8443",
      CORS_ORIGINS: "https://app.example.com,sm.example.com=https://portal.example.com",
      PASS_THROUGH_ROUTES: "/health,ad.example.com:8443/static/*",
    };
    expect(blamed(environment)).toEqual([]);
    const PUBLIC_ORIGINS = `${environment.PUBLIC_ORIGINS},https://ds.example.com`;
    expect(blamed({ ...environment, PUBLIC_ORIGINS })).toEqual(["PUBLIC_ORIGINS"]);
    expect(blamed({ ...environment, PUBLIC_ORIGINS, UPSTREAM: "http://ds.internal" })).toEqual([]);
  });

  it("are reported without DOMAIN_MAP too, because an entry for a host could never apply", () => {
    expect(blamed({ UPSTREAM: "http://api", CORS_ORIGINS: "sm.example.com=https://portal.example.com" })).toEqual([
      "CORS_ORIGINS",
    ]);
  });

  it("are not reported on top of a DOMAIN_MAP that is wrong by itself", () => {
    expect(
      blamed({ DOMAIN_MAP: "sm", CORS_ORIGINS: "sm.example.com=https://a.example", PUBLIC_ORIGINS: "https://x.example" }),
    ).toEqual(["DOMAIN_MAP"]);
  });
});
