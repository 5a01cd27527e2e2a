import { rulesOf, rulesOfJson, type WebAclRule } from "../../read/load-balancing/web-acl-rules.ts";
import { isObject, nested } from "../../read/nested.ts";
import { pointsAt } from "../../read/points-at.ts";
import { known } from "../../read/unknown-values.ts";
import { type Findings, onResource, onStack, quote, type Rule } from "../../rule.ts";

const WEB_ACL = "aws:wafv2/webAcl:WebAcl";
const LOGGING = "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration";

/** The findings about all rules of an ACL, of which `hidden` ones are not known yet. */
function check(rules: readonly WebAclRule[], hidden: number, defaultAction: unknown): Findings {
  // With this default, rules say what is let in.
  const isClosed = isObject(nested(defaultAction, "block"));
  const isUnclear = hidden > 0 || rules.some(({ stops, counts, allows }) => !stops && !counts && !allows);
  const blocks = rules.some(({ stops }) => stops) || (isClosed && rules.length > 0) || isUnclear;
  return [
    ...(blocks ? [] : [`rules must have at least one that blocks, got ${quote(rules.map(({ name }) => name))}`]),
    ...rules
      .filter(({ counts }) => counts)
      .map(({ name }) => `the rule ${quote(name)} must block what it finds, got an action that only counts`),
    ...rules
      .filter(({ allows }) => allows && !isClosed)
      .map(({ name }) => `the rule ${quote(name)} must block what it finds, got an action that skips all later rules`),
  ];
}

export const webAclsBlock: Rule = {
  name: "web-acls-block",
  description: "A web ACL has rules that block, and logs what they do.",
  remedy: "Give the web ACL rules that block, without an action that only counts or allows, and a WebAclLoggingConfiguration.",
  severity: "medium",
  enforcementLevel: "mandatory",
  controls: ["WAF.10", "WAF.11"],
  checks: [
    onResource(WEB_ACL, (props) => {
      const { rules, ruleJson } = props;
      const defaultAction = known(() => props.defaultAction);
      const list = Array.isArray(rules) ? rules : [];
      if (typeof ruleJson !== "string" || ruleJson === "") {
        const readable = rulesOf(list);
        return check(readable, list.length - readable.length, defaultAction);
      }
      const readable = rulesOfJson(ruleJson);
      return readable === undefined
        ? "ruleJson must be a JSON list of rules, got something else"
        : check([...rulesOf(list), ...readable], 0, defaultAction);
    }),
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
