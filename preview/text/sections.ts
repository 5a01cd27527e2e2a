import { durationText } from "../model/duration-text.ts";
import { isEverybody, whoOf } from "../model/everybody.ts";
import { noun } from "../model/nouns.ts";
import type { BrokenRule, UsedExemption } from "../model/policy-report.ts";
import type { ReportedStack } from "../model/report.ts";
import { changesHeading, changesSince } from "./changes-section.ts";
import { costHeading, monthlyCost } from "./cost-section.ts";
import { hanging, type Line, type Look, wrap } from "./lines.ts";
import { type Row, table } from "./table.ts";
import { treeLines } from "./tree-lines.ts";

/** The report of one stack, section by section. */
export function sections(stack: ReportedStack, width: number): Line[] {
  const parts: Line[][] = [
    title(stack, width),
    ...(stack.changes === undefined ? [] : [[heading(changesHeading(stack)), ...changesSince(stack, width)]]),
    ...(stack.notCompared === undefined ? [] : [[heading(stack.notCompared)]]),
    [
      heading(stack.changes === undefined ? "What would be created" : "The whole stack"),
      ...treeLines(stack.tree, width),
      [],
      ...kinds(stack, width),
    ],
    [heading("Inbound access"), ...inboundAccess(stack, width)],
    [heading("Allowed traffic"), ...allowedTraffic(stack, width)],
    [heading("How data is protected"), ...protection(stack, width)],
    [heading("Host names"), ...hostNames(stack, width)],
    [
      heading(`First deployment: about ${durationText(stack.firstDeployment.seconds)} (expected, not measured)`),
      ...duration(stack, width),
    ],
    [heading(costHeading(stack)), ...monthlyCost(stack, width)],
    [heading("What a person still has to do"), ...toDo(stack, width)],
    policyResult(stack, width),
  ];
  return parts.flatMap((part, index) => (index === 0 ? part : [[], ...part]));
}

const heading = (text: string): Line => [{ text, look: "bold" }];
const indent: Line = [{ text: "  " }];

function title({ stack, accountId, region, counts }: ReportedStack, width: number): Line[] {
  const kept = counts.protected === 0 ? "none protected" : `${counts.protected} protected`;
  const rest = `  account ${accountId}, ${region}: ${counts.total} resources, ${kept}`;
  return [
    [{ text: stack, look: "bold" }, { text: rest }],
    [{ text: "═".repeat(Math.min(width, stack.length + rest.length)), look: "dim" }],
  ];
}

function kinds({ counts }: ReportedStack, width: number): Line[] {
  const services = Object.entries(counts.services).map(([name, count]) => `${name}\u00a0${count}`.replaceAll(" ", "\u00a0"));
  return hanging(
    indent,
    [...services, `and ${counts.components} components`.replaceAll(" ", "\u00a0")].join(", "),
    width,
    "dim",
  ).map((line) => line.map((piece) => ({ ...piece, text: piece.text.replaceAll("\u00a0", " ") })));
}

function inboundAccess(stack: ReportedStack, width: number): Line[] {
  if (stack.waysIn.length === 0) return [[...indent, { text: "nobody", look: "green" }]];
  const rows = stack.waysIn.map(({ kind, from, to, what, because, users }): Row => {
    if (kind === "bucket") {
      const by = users === undefined ? "" : `; groups that can use it: ${users.join(", ")}`;
      return [[{ text: to }], `${from}${by}: ${what} (${because})`];
    }
    const look = isEverybody(from) ? "yellow" : undefined;
    return [[{ text: `${to}  ` }, { text: what, look: "cyan" }], `${whoOf(from)}: ${because}`, look];
  });
  return table(rows, width);
}

function allowedTraffic(stack: ReportedStack, width: number): Line[] {
  if (stack.waysOn.length === 0) return [[...indent, { text: "nobody" }]];
  return table(
    stack.waysOn.map(
      ({ from, to, port, because }): Row => [
        [{ text: `${from.join(", ")} → ${isEverybody(to) ? "anywhere" : to}  ` }, { text: port, look: "cyan" }],
        because,
      ],
    ),
    width,
  );
}

function protection(stack: ReportedStack, width: number): Line[] {
  return stack.protection.flatMap(({ what, names, strengths, gaps }) => {
    const count = names.length === 1 ? "" : `${names.length} `;
    const head: Line = [...indent, { text: `${count}${what}`, look: "bold" }, { text: "  " }];
    const first = names.length > 4 ? [head] : hanging(head, names.join(", "), width);
    const good = strengths.length === 0 ? [] : hanging([{ text: "    " }], strengths.join(", "), width);
    const bad =
      gaps.length === 0 ? [] : hanging([{ text: "    " }, { text: "but ", look: "yellow" }], gaps.join(", "), width, "yellow");
    return [...first, ...good, ...bad];
  });
}

function hostNames({ hostNames: { hosts, newZones } }: ReportedStack, width: number): Line[] {
  const rows = hosts.map(({ host, types, environment, zone }): Row => {
    const own = zone === host ? "a new zone of its own" : `the new zone ${zone}`;
    const where = newZones.includes(zone) ? own : `the existing zone ${zone}`;
    return [[{ text: host, look: "cyan" }], `load balancer of ${environment} (${types.join(", ")}), in ${where}`];
  });
  return rows.length === 0 ? [[...indent, { text: "none" }]] : table(rows, width);
}

function duration({ firstDeployment: { chain } }: ReportedStack, width: number): Line[] {
  const long = chain.filter(({ seconds }) => seconds >= 60);
  const links = chain.map(({ type, name, seconds }) => `${noun(type)} ${name} (${durationText(seconds)})`);
  return [
    ...hanging(
      indent,
      `Bounded by ${long.map(({ type, name }) => `${noun(type)} ${name}`).join(", then ")}; each depends on the previous one:`,
      width,
    ),
    ...hanging(indent, links.join(" → "), width, "dim"),
  ];
}

function toDo({ toDo: { examples, nextSteps }, firstDeployment: { waitsForPeople } }: ReportedStack, width: number): Line[] {
  const before = [...examples, ...waitsForPeople].flatMap((sentence) =>
    hanging([...indent, { text: "!  ", look: "yellow" }], sentence, width),
  );
  const numbers = `${nextSteps.length}. `.length;
  const after = nextSteps.flatMap((sentence, step) =>
    hanging([...indent, { text: `${step + 1}.`.padEnd(numbers), look: "cyan" }], sentence, width),
  );
  if (before.length + after.length === 0) return [[...indent, { text: "nothing", look: "green" }]];
  return [
    ...(before.length === 0 ? [] : [[...indent, { text: "before pulumi up", look: "dim" as const }], ...before]),
    ...(after.length === 0 ? [] : [[...indent, { text: "after pulumi up", look: "dim" as const }], ...after]),
  ];
}

function policyResult({ policy: { rules, violations, advisories, exemptions, baseline } }: ReportedStack, width: number): Line[] {
  const broken = new Set(violations.map(({ rule }) => rule)).size;
  const verdict: Line =
    broken === 0
      ? [{ text: `Policy: all ${rules.length} rules pass`, look: "green" }]
      : [{ text: `Policy: ${broken} of ${rules.length} rules broken`, look: "red" }];
  return [
    verdict,
    ...(baseline === undefined ? [] : hanging([...indent, { text: "Baseline: ", look: "bold" }], baseline, width)),
    ...brokenRules(violations, "red", width),
    ...advice(advisories, width),
    ...exempt(exemptions, width),
  ];
}

function advice(advisories: readonly BrokenRule[], width: number): Line[] {
  if (advisories.length === 0) return [];
  const rules = new Set(advisories.map(({ rule }) => rule)).size;
  return [
    [...indent, { text: `Advice, which does not stop a deployment: ${rules} ${rules === 1 ? "rule" : "rules"}`, look: "yellow" }],
    ...brokenRules(advisories, "yellow", width),
  ];
}

function brokenRules(broken: readonly BrokenRule[], look: Look, width: number): Line[] {
  // The same finding about several resources is shown once.
  const findings = new Map<string, { rule: string; message: string; where: string[] }>();
  for (const { rule, type, name, message } of broken) {
    const key = JSON.stringify([rule, type, message]);
    const finding = findings.get(key) ?? { rule, message, where: [] };
    findings.set(key, { ...finding, where: [...finding.where, finding.where.length === 0 ? `${noun(type)} ${name}` : name] });
  }
  return [...findings.values()].flatMap(({ rule, message, where }) => [
    [...indent, { text: rule, look }, { text: `  ${where.join(", ")}` }],
    ...wrap(message, width - 4).map((text) => [{ text: `    ${text}` }]),
  ]);
}

function exempt(exemptions: readonly UsedExemption[], width: number): Line[] {
  if (exemptions.length === 0) return [[...indent, { text: "Exemptions in use: none", look: "dim" }]];
  const rows = exemptions.flatMap(({ rule, type, name, reason, until }) => [
    [...indent, { text: rule, look: "cyan" as const }, { text: `  ${noun(type)} ${name}, until ${until}` }],
    ...wrap(reason, width - 4).map((text) => [{ text: `    ${text}` }]),
  ]);
  return [[...indent, { text: `Exemptions in use: ${exemptions.length}`, look: "bold" }], ...rows];
}
