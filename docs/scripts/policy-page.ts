import { readdirSync, readFileSync } from "node:fs";
import { basename, join, sep } from "node:path";
import { type Exemption, stackOf, typeAndNameOf } from "../../infra/policy/exemptions/exemption.ts";
import { linkOf, type Rule } from "../../infra/policy/rule.ts";
import { ROOT } from "./root.ts";
import { cell } from "./table-cell.ts";

const RULES = join(ROOT, "infra", "policy", "rules");

/** Titles that are not the words of the folder. */
const TITLES: Readonly<Record<string, string>> = {
  beanstalk: "Elastic Beanstalk",
  "beanstalk-balancers": "Load balancers of Elastic Beanstalk",
  "beanstalk-instances": "Instances of Elastic Beanstalk",
  buckets: "S3 buckets",
  caches: "Redis and caches",
  dns: "DNS and certificates",
  identity: "IAM: roles, users and permissions",
  "resource-policies": "Policies of resources, and shared resources",
  stack: "Every resource of a stack",
};

/** `docs/policy.md`: the rules by subject, in the order in which the policy pack has them. */
export function policyPage(rules: readonly Rule[]): string {
  const subjects = bySubject(rules);
  const contents = [...subjects].map(
    ([title, own]) => `- [${title}](#${anchor(title)}): ${own.length} ${own.length === 1 ? "rule" : "rules"}`,
  );
  const sections = [...subjects].map(([title, own]) => `## ${title}\n\n${table(own)}`);
  const advisory = rules.filter(({ enforcementLevel }) => enforcementLevel === "advisory").length;
  return `<!-- Written by \`npm run docs\` from infra/policy/rules. Change the rules, not this page. -->
# The policy pack

\`infra/policy\` is a [Pulumi policy pack](https://www.pulumi.com/docs/insights/policy/). It refuses dangerous changes
before they reach an account. It has ${rules.length} rules: ${rules.length - advisory} are mandatory, ${advisory} advisory.

## A finding stops me. What now?

1. Read the sentence before \`Found:\`. It says what to do. Behind \`Found:\` are the argument, the value that must be
   there, and the value that is. The link explains why.
2. Look the rule up below by the name in the finding. A name that ends in \`-stack\` is the rule without this ending.
3. Change the program or the setting, and run \`npm run preview\`. It needs no account and takes seconds.
4. If the finding is right and must stay, [accept it](#accept-a-finding) with a reason and a last day.

| Level | What it does |
| --- | --- |
| mandatory | The deployment stops, and the preview fails. A check of one resource stops it before the resource is created or changed. A check of all resources runs at the end: of a preview before anything happens, of a deployment after it. So run a preview first. |
| advisory | The finding is printed. Nothing stops. |

The severity is that of AWS's control, or of the damage. In the stack \`prod\` some rules ask for more, and never for
less than elsewhere.

## Where the rules run

| Where | What it sees |
| --- | --- |
| \`npm run preview\`, and the preview of each pull request | both stacks, without an account |
| \`npm test\` | both stacks, and a mistake in them for each rule, which this rule alone reports |
| \`pulumi preview\` and \`pulumi up\` with \`--policy-pack infra/policy\` | what the engine sends to AWS. Values that only AWS knows are unknown in a preview, and checked at the deployment |

The pack works [with any other Pulumi program](../infra/policy/README.md) as well.

## Accept a finding

Add an entry to \`infra/policy/exemptions.json\`: the rule, the exact address of the resource as
\`pulumi stack --show-urns\` prints it, the reason, and the last day. Each run prints and counts the exemptions in use. An
exemption that has ended, or that no finding needs, fails the run. A mistake in the file stops every run.
[All fields](../infra/policy/README.md#accept-a-finding-for-good).

The same file has the findings of the scanners [Prowler and Checkov](../CONTRIBUTING.md#the-scanners) that are accepted
for these stacks. They are listed [at the end](#accepted-findings).

## Only what a change makes worse

\`POLICY_BASELINE_RECORD=FILE npm run preview\` writes all findings to a file. With \`POLICY_BASELINE=FILE\`, a run fails
for others only. The engine takes both as well. The file holds no value of any resource.
[More](../infra/policy/README.md#start-with-a-program-that-has-findings).

## What your organisation decides

\`infra/policy/settings.json\` lists the allowed regions of AWS, the allowed families of instances, the required tags,
and what a stack may cost in a month. \`POLICY_SETTINGS=FILE\` takes another file.
[More](../infra/policy/README.md#settings).

## All rules

The controls are those of AWS Foundational Security Best Practices (\`RDS.3\`) and of CIS AWS Foundations Benchmark 5.0
(\`CIS 2.2.1\`). The pack does not cover every control of either standard.

RDS.23, a port of its own for each database, is no rule. XMPro's products dial 1433: their installers write it into
connection strings. A port is no secret either. \`sql-server-reached-by-instances\` says who reaches it, and
\`databases-private\` that nobody outside does. Nor is Route53.2, a log of
DNS queries: the names are public, the log shows resolvers instead of visitors, and it needs a policy for all of
CloudWatch Logs. A rule that every stack must be exempted from only hides other findings.

${contents.join("\n")}

${sections.join("\n\n")}

## Accepted findings

${acceptedFindings(JSON.parse(readFileSync(join(ROOT, "infra", "policy", "exemptions.json"), "utf8")))}
`;
}

/** Rules by the title of their folder. */
function bySubject(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const folders = new Map(
    readdirSync(RULES, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .map((file) => [basename(file, ".ts"), file.split(sep)[0] ?? ""]),
  );
  const subjects = new Map<string, Rule[]>();
  for (const rule of rules) {
    const folder = folders.get(rule.name) ?? "";
    const title = TITLES[folder] ?? `${folder.slice(0, 1).toUpperCase()}${folder.slice(1).replaceAll("-", " ")}`;
    subjects.set(title, [...(subjects.get(title) ?? []), rule]);
  }
  return subjects;
}

function table(rules: readonly Rule[]): string {
  const rows = rules.map((rule) => {
    const { name, description, severity, enforcementLevel, remedy, controls } = rule;
    const advice = `${cell(remedy)} [Why](${linkOf(rule)})`;
    return ["", `\`${name}\``, cell(description), `${enforcementLevel}, ${severity}`, controls.join(", "), advice, ""]
      .join(" | ")
      .trim();
  });
  return [
    "| Rule | What holds | Level | Controls | What to do about a finding |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** One row for all resources with the same reason. */
function acceptedFindings(exemptions: readonly Exemption[]): string {
  const rows = new Map<string, { readonly exemption: Exemption; readonly where: string[] }>();
  for (const exemption of exemptions) {
    const { rule, reason, until, resource } = exemption;
    const [, name] = typeAndNameOf(resource);
    const key = JSON.stringify([rule, reason, until]);
    const row = rows.get(key) ?? { exemption, where: [] };
    rows.set(key, { ...row, where: [...row.where, `${name} (${stackOf(resource).split("::")[0]})`] });
  }
  return [
    "| Rule or check | Resources | Until | Reason |",
    "| --- | --- | --- | --- |",
    ...[...rows.values()].map(
      ({ exemption: { rule, reason, until }, where }) =>
        `| \`${rule}\` | ${cell(where.join(", "))} | ${until} | ${cell(reason)} |`,
    ),
  ].join("\n");
}

/** As GitHub makes it from a heading. */
function anchor(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} -]/gu, "")
    .replaceAll(" ", "-");
}
