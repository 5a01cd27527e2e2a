import { describe, expect, it } from "vitest";
import { createCors } from "../../../relay-service/src/proxy/cors.ts";

const cors = createCors({ origins: ["https://app.example.com"], publicOrigins: [] });

describe("the CORS rules", () => {
  it.each([
    [undefined, "relay.example.com", true],
    ["https://app.example.com", "relay.example.com", true],
    ["https://relay.example.com", "relay.example.com", true],
    ["http://localhost:8080", "localhost:8080", true],
    ["https://relay.example.com", "Relay.example.com:443", true],
    ["http://relay.example.com", "relay.example.com:80", true],
    ["https://relay.example.com:80", "relay.example.com:80", true],
    ["https://relay.example.com", "relay.example.com:80", false],
    ["https://app.example.com.evil.example", "relay.example.com", false],
    ["https://evil.example", "relay.example.com", false],
    ["http://app.example.com", "relay.example.com", false],
    ["https://app.example.com/", "relay.example.com", false],
    ["https://APP.example.com", "relay.example.com", false],
    ["null", "relay.example.com", false],
    ["", "relay.example.com", false],
    ["https://relay.example.com", undefined, false],
  ])("allow the origin %j at the host %j: %s", (origin, host, allowed) => {
    expect(cors.allows(origin, host)).toBe(allowed);
  });

  it("trust the configured public origins instead of the Host header once there are some", () => {
    const named = createCors({ origins: [], publicOrigins: ["https://relay.example.com"] });
    expect(named.allows("https://relay.example.com", "anything")).toBe(true);
    expect(named.allows("https://rebound.example", "rebound.example")).toBe(false);
  });

  it("do not trust the Host header at a host that has no public origin, while others have one", () => {
    const unnamed = createCors({ origins: [], publicOrigins: [], trustsHost: false });
    expect(unnamed.allows("https://ds.example.com", "ds.example.com")).toBe(false);
    expect(unnamed.allows(undefined, "ds.example.com")).toBe(true);
  });

  it("allow only the origin that asks, and set Vary", () => {
    expect(Object.fromEntries(cors.answerHeaders("https://app.example.com"))).toEqual({
      vary: "Origin",
      "access-control-allow-origin": "https://app.example.com",
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": "x-mte-relay, x-mte-relay-eh, x-mte-relay-err, retry-after",
    });
    expect(cors.answerHeaders(undefined)).toEqual([["vary", "Origin"]]);
  });

  it("let a browser cache the answer to a preflight", () => {
    const headers = cors.preflightHeaders("https://app.example.com", "X-MTE-Relay, content-type");
    expect(headers["access-control-allow-headers"]).toBe("x-mte-relay, content-type");
    expect(headers["access-control-allow-methods"]).toContain("PATCH");
    expect(headers["access-control-max-age"]).toBe("7200");
  });

  it("do not echo an invalid list of header names", () => {
    const headers = cors.preflightHeaders("https://app.example.com", "x: y\u0000");
    expect(headers["access-control-allow-headers"]).toBeUndefined();
  });
});
