import type { Rule } from "../../infra/policy/rule.ts";
import { cell } from "./table-cell.ts";

/** `docs/policy.md`: one row a rule, in the order in which the policy pack has them. */
export function policyPage(rules: readonly Rule[]): string {
  const rows = rules.map(({ name, description, severity, remedy, controls }) =>
    ["", `\`${name}\``, cell(description), severity, controls.join(", "), cell(remedy), ""].join(" | ").trim(),
  );
  return `<!-- Written by \`npm run docs\` from infra/policy/rules. Change the rules, not this page. -->
# The policy pack

\`infra/policy\` is a [Pulumi policy pack](https://www.pulumi.com/docs/insights/policy/). It refuses dangerous
changes. All ${rules.length} rules are mandatory. They run:

- in \`npm run preview\`, without an AWS account;
- in \`npm test\`, on both stacks and on examples that break each rule;
- in the Pulumi engine, with \`--policy-pack infra/policy\`.

A finding names the resource, the argument, the value that was expected, and the value that was found. The last
column is the advice that the finding ends with.

The controls are those of AWS Foundational Security Best Practices (\`RDS.3\`) and of CIS AWS Foundations Benchmark 5.0
(\`CIS 2.2.1\`). The pack does not cover every control of either standard.

| Rule | What holds | Severity | Controls | What to do about a finding |
| --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
}
