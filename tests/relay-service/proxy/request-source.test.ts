import { describe, expect, it } from "vitest";
import { type Incoming, requestSourceOf } from "../../../relay-service/src/proxy/request/request-source.ts";

function incoming(headers: Record<string, string>, remoteAddress = "10.0.0.9"): Incoming {
  return { headers, socket: { remoteAddress } };
}

describe("the source of a request", () => {
  it("is the peer when no proxy is trusted, whatever the headers say", () => {
    expect(requestSourceOf(incoming({ "x-forwarded-for": "1.2.3.4", "x-forwarded-proto": "https" }), 0)).toEqual({
      client: "10.0.0.9",
      network: "10.0.0.9",
      forwardedFor: "10.0.0.9",
      proto: "http",
    });
  });

  it("is what the one trusted proxy saw, not what the client sent before it", () => {
    const from = requestSourceOf(incoming({ "x-forwarded-for": "6.6.6.6, 1.2.3.4", "x-forwarded-proto": "https" }), 1);
    expect(from).toEqual({ client: "1.2.3.4", network: "1.2.3.4", forwardedFor: "1.2.3.4, 10.0.0.9", proto: "https" });
  });

  it("is counted from the right behind two trusted proxies", () => {
    const from = requestSourceOf(incoming({ "x-forwarded-for": "6.6.6.6, 1.2.3.4, 5.6.7.8" }), 2);
    expect(from.client).toBe("1.2.3.4");
    expect(from.forwardedFor).toBe("1.2.3.4, 5.6.7.8, 10.0.0.9");
  });

  it("is parsed with a port and in brackets, as load balancers write it", () => {
    expect(requestSourceOf(incoming({ "x-forwarded-for": "6.6.6.6, 1.2.3.4:5678" }), 1).client).toBe("1.2.3.4");
    expect(requestSourceOf(incoming({ "x-forwarded-for": "6.6.6.6, [2001:db8::1]:443" }), 1).client).toBe("2001:db8::1");
  });

  it("is never taken from the left of an invalid entry", () => {
    expect(requestSourceOf(incoming({ "x-forwarded-for": "6.6.6.6, hidden" }), 1).client).toBe("10.0.0.9");
  });

  it("is the peer when the trusted proxy sends nothing, or something invalid", () => {
    expect(requestSourceOf(incoming({}), 1).client).toBe("10.0.0.9");
    expect(requestSourceOf(incoming({ "x-forwarded-for": "unknown\tx" }), 1).client).toBe("10.0.0.9");
  });

  it("is an IPv4 address when it came over an IPv6 socket in IPv4-mapped form", () => {
    expect(requestSourceOf(incoming({}, "::ffff:192.0.2.7"), 0).client).toBe("192.0.2.7");
    expect(requestSourceOf(incoming({}, "2001:db8::1"), 0).client).toBe("2001:db8::1");
  });

  it("has one network for all forms of an address, including those that a trusted proxy sends", () => {
    const networks = ["192.0.2.7", "::ffff:192.0.2.7", "[::ffff:c000:207]:443", "64:ff9b::192.0.2.7"].map(
      (entry) => requestSourceOf(incoming({ "x-forwarded-for": entry }), 1).network,
    );
    expect(new Set(networks)).toEqual(new Set(["192.0.2.7"]));
    expect(requestSourceOf(incoming({ "x-forwarded-for": "2001:db8:1:2:3::4" }), 1).network).toBe("2001:db8:1:2::/64");
    expect(requestSourceOf(incoming({ "x-forwarded-for": "::ffff:192.0.2.7" }), 1).client).toBe("192.0.2.7");
  });
});
