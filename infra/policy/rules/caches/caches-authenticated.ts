import { nested } from "../../read/nested.ts";
import { redisGroup, redisUser, redisUserGroup } from "../../read/resource-types.ts";
import { isOff } from "../../read/scalars.ts";
import { strings } from "../../read/unknown-values.ts";
import { onResource, quote, type Rule } from "../../rule.ts";

/** "off" among the words of an access string turns a user off, unless a later word turns it on. */
function isTurnedOff(accessString: unknown): boolean {
  const states = String(accessString ?? "")
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word === "on" || word === "off");
  return states.at(-1) === "off";
}

export const cachesAuthenticated: Rule = {
  name: "caches-authenticated",
  description: "XMPro's Redis asks each client for a token, or for the password of a user.",
  remedy: "Set authToken to a generated secret, or userGroupIds to a group whose users all have passwords.",
  severity: "high",
  enforcementLevel: "mandatory",
  controls: ["ElastiCache.6"],
  checks: [
    onResource(redisGroup, ({ authToken, userGroupIds }) => {
      const hasUsers = Array.isArray(userGroupIds) && userGroupIds.some((id) => id !== "");
      return authToken || hasUsers ? undefined : "authToken must be a secret, got nothing";
    }),
    onResource(redisGroup, ({ authTokenUpdateStrategy: strategy }) =>
      String(strategy ?? "").toUpperCase() === "DELETE"
        ? 'authTokenUpdateStrategy must be "ROTATE" or "SET", got "DELETE"'
        : undefined,
    ),
    onResource(redisUser, ({ accessString, noPasswordRequired, authenticationMode }) => {
      const mode = nested(authenticationMode, "type");
      const isOpen = !isOff(noPasswordRequired) || mode === "no-password-required" || /\bnopass\b/i.test(String(accessString));
      return isOpen && !isTurnedOff(accessString) ? "the user must have a password, got one without" : undefined;
    }),
    // AWS's own user of this id may do everything without a password.
    onResource(redisUserGroup, ({ userIds }) =>
      strings(userIds).some((id) => id.toLowerCase() === "default")
        ? `userIds must not have "default", got ${quote(strings(userIds))}`
        : undefined,
    ),
  ],
};
