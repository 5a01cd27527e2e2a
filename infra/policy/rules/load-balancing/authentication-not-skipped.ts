import { ACTION_TYPES, actionsOf } from "../../read/load-balancing/listener-actions.ts";
import { isObject } from "../../read/nested.ts";
import { known } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

const KINDS = ["authenticateOidc", "authenticateCognito", "jwtValidation"];
const ADDRESSES = ["issuer", "authorizationEndpoint", "tokenEndpoint", "userInfoEndpoint", "jwksEndpoint"];

export const authenticationNotSkipped: Rule = {
  name: "authentication-not-skipped",
  description: "Where a load balancer authenticates, nobody passes without it, and its provider is asked over HTTPS.",
  remedy: 'Set onUnauthenticatedRequest to "authenticate" or "deny", and use https addresses.',
  severity: "high",
  enforcementLevel: "mandatory",
  controls: [],
  reference: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html",
  checks: [
    onResource(ACTION_TYPES, (_, resource) =>
      actionsOf(resource).flatMap((action) =>
        KINDS.flatMap((kind) => {
          const details = known(() => action[kind]);
          if (!isObject(details)) return [];
          const text = (name: string) => String(known(() => details[name]) ?? "");
          return [
            ...(text("onUnauthenticatedRequest").toLowerCase() === "allow"
              ? ['onUnauthenticatedRequest must be "authenticate" or "deny", got "allow"']
              : []),
            ...ADDRESSES.filter((name) => /^http:/i.test(text(name))).map(
              (name) => `${name} must be an https address, got ${quote(text(name).split("?")[0])}`,
            ),
          ];
        }),
      ),
    ),
  ],
};
