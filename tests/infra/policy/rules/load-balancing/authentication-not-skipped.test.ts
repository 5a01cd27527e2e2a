import { describe, expect, it } from "vitest";
import { authenticationNotSkipped } from "../../../../../infra/policy/rules/load-balancing/authentication-not-skipped.ts";
import { checkedResource, findingsOf, UNKNOWN } from "../../checked-resource.ts";

describe("authentication-not-skipped", () => {
  it.each([
    [{ type: "forward" }, 0],
    [{ authenticateOidc: { onUnauthenticatedRequest: "deny", tokenEndpoint: "https://id.example/token" } }, 0],
    // AWS's default is "authenticate".
    [{ authenticateCognito: {} }, 0],
    [{ authenticateOidc: UNKNOWN }, 0],
    [{ authenticateOidc: { onUnauthenticatedRequest: "allow" } }, 1],
    [{ authenticateCognito: { onUnauthenticatedRequest: "ALLOW" } }, 1],
    [{ authenticateOidc: { tokenEndpoint: "HTTP://id.example/token" } }, 1],
    [{ authenticateOidc: { issuer: UNKNOWN, tokenEndpoint: "http://id.example/token" } }, 1],
    [{ jwtValidation: { jwksEndpoint: "http://id.example/keys" } }, 1],
  ])("checks the action %j of a listener and of a rule", (action, count) => {
    for (const [type, argument] of [
      ["aws:lb/listener:Listener", "defaultActions"],
      ["aws:alb/listenerRule:ListenerRule", "actions"],
    ] as const) {
      expect(findingsOf(authenticationNotSkipped, checkedResource(type, { [argument]: [action] }))).toHaveLength(count);
    }
  });
});
