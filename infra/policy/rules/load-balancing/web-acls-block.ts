import { nested } from "../../read/nested.ts";
import { pointsAt } from "../../read/points-at.ts";
import { findEach, known } from "../../read/unknown-values.ts";
import { onResource, onStack, quote, type Rule } from "../../rule.ts";

const WEB_ACL = "aws:wafv2/webAcl:WebAcl";
const LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";

/** Only "none" lets a group of rules do what it says. */
function isCounted(overrideAction: unknown): boolean {
  return nested(overrideAction, "count") !== undefined;
}

export const webAclsBlock: Rule = {
  name: "web-acls-block",
  description: "A web ACL has rules that block, and logs what they do.",
  remedy: "Give the web ACL rules without an action that only counts, and a WebAclLoggingConfiguration.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["WAF.10", "WAF.11"],
  checks: [
    onResource(WEB_ACL, ({ rules, ruleJson }) => {
      if (typeof ruleJson === "string" && ruleJson !== "") return undefined;
      return Array.isArray(rules) && rules.length > 0 ? undefined : `rules must have at least one, got ${quote(rules)}`;
    }),
    onResource(WEB_ACL, ({ rules }) =>
      findEach(rules, ({ name, action, overrideAction }) =>
        isCounted(overrideAction) || nested(action, "count") !== undefined
          ? `the rule ${quote(name)} must block what it finds, got an action that only counts`
          : undefined,
      ),
    ),
    onStack(WEB_ACL, (_, acl, all) => {
      const isLogged = all.some(
        (other) =>
          other.type === LOGGING &&
          (pointsAt(other, "resourceArn", acl) || known(() => other.props.resourceArn === acl.props.arn) === true),
      );
      return isLogged ? undefined : "the web ACL must have a WebAclLoggingConfiguration, got none";
    }),
  ],
};
