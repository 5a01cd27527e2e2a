import { code, fitSections, type Section } from "../api/markdown.ts";
import type { PullRequestPlan, SeenStackPlan } from "../pull-request-plan/pull-request-plan.ts";
import { changeSections, lossesOf, protectedSection } from "./change-sections.ts";
import { accessSection, costSection, exemptionSection, findingSection } from "./finding-sections.ts";
import { markerOf, type RunOrder } from "./marker.ts";

/** Where the plan comes from: GitHub's word, not the plan's. */
export interface PlanSource extends RunOrder {
  /** Page of the workflow run, which has the report. */
  readonly url: string;
  /** The commit that GitHub ran the preview for. */
  readonly head: string;
}

const REMEDIES = "`npm run preview` says what to do about each. `docs/policy.md` describes the rules.";

/** The comment of a plan. Everything of the plan is a number of ours or in a code span. */
export function commentText(plan: PullRequestPlan, source: PlanSource): string {
  // What a reviewer approves comes first.
  const seen = plan.stacks
    .filter((stack) => stack.state === "seen")
    .sort((a, b) => Number(b.stack === "prod") - Number(a.stack === "prod"));
  const sections = [
    { content: "the totals", markdown: head(plan, source) },
    ...refusedSections(plan),
    ...protectedSection(seen),
    ...findingSection("Broken policy rules", REMEDIES, seen, ({ violations }) => violations),
    ...accessSection(seen),
    ...costSection(seen),
    ...findingSection("Advisory findings of the policy pack", "", seen, ({ advisories }) => advisories),
    ...exemptionSection(seen),
    ...changeSections(seen),
  ];
  return `${markerOf(source)}\n${fitSections([...sections.slice(0, 1), footer(source), ...sections.slice(1)], "the report of the run")}\n`;
}

function head(plan: PullRequestPlan, { head: commit }: PlanSource): string {
  const against =
    plan.base === null
      ? "There is nothing to compare with: the base could not be previewed."
      : `Compared with ${code(plan.base.slice(0, 10))}.`;
  return `## Preview of ${code(commit.slice(0, 10))}\n\n**${verdict(plan)}**\n\n${against} Made offline, without an account.\n\n${totals(plan)}`;
}

/** What decides about the change, in one sentence. */
function verdict({ stacks }: PullRequestPlan): string {
  const seen = stacks.filter((stack) => stack.state === "seen");
  const sum = (count: (stack: SeenStackPlan) => number) => seen.reduce((total, stack) => total + count(stack), 0);
  const [refused, broken, lost, access] = [
    stacks.length - seen.length,
    sum(({ violations }) => violations.length),
    sum(({ changes }) => lossesOf(changes).length),
    sum(({ newAccess }) => newAccess?.length ?? 0),
  ];
  const facts = [
    ...(refused === 0 ? [] : [`the settings of ${counted(refused, "stack")} are refused`]),
    ...(lost === 0 ? [] : [`data is replaced or deleted (${counted(lost, "resource")})`]),
    ...(broken === 0 ? [] : [`policy rules are broken (${counted(broken, "finding")})`]),
    ...(access === 0 ? [] : [`there is new access from outside (${counted(access, "rule")})`]),
  ];
  if (facts.length > 0) return `Check before you approve: ${facts.join("; ")}.`;
  if (seen.some(({ changes }) => changes === null)) return "What changes is unknown, as there is nothing to compare with.";
  return sum(({ changes }) => changes?.length ?? 0) === 0
    ? "No resource changes."
    : "No known loss of data, no broken policy rule, no new access from outside.";
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** One column a stack. */
function totals({ stacks }: PullRequestPlan): string {
  const seen = (show: (stack: SeenStackPlan) => string) =>
    stacks.map((stack) => (stack.state === "seen" ? show(stack) : "settings refused"));
  const operations = ["create", "update", "replace", "delete"] as const;
  const rows: [string, string[]][] = [
    ...operations.map((operation): [string, string[]] => [operation, seen((stack) => countOf(stack, operation))]),
    ["resources afterwards", seen(({ resources }) => String(resources))],
    ["broken policy rules", seen(({ violations }) => strongUnlessZero(violations.length))],
    ["new access from outside", seen(({ newAccess }) => (newAccess === null ? "?" : strongUnlessZero(newAccess.length)))],
  ];
  return [
    `| | ${stacks.map(({ stack }) => code(stack)).join(" | ")} |`,
    `| --- |${stacks.map(() => " ---: |").join("")}`,
    ...rows.map(([name, cells]) => `| ${name} | ${cells.join(" | ")} |`),
  ].join("\n");
}

function countOf({ changes }: SeenStackPlan, operation: string): string {
  if (changes === null) return "?";
  const count = changes.filter((change) => change.operation === operation).length;
  return operation === "replace" || operation === "delete" ? strongUnlessZero(count) : String(count);
}

const strongUnlessZero = (count: number) => (count === 0 ? "0" : `**${count}**`);

function refusedSections({ stacks }: PullRequestPlan): Section[] {
  return stacks.flatMap((stack) => {
    if (stack.state === "seen") return [];
    const settings = stack.settings.length === 0 ? "" : `: ${stack.settings.map(code).join(", ")}`;
    const problems = counted(stack.problems, "problem");
    return [
      {
        content: `the settings of ${stack.stack}`,
        markdown: `**The settings of ${code(stack.stack)} are refused**: ${problems}${settings === "" ? "" : ` with${settings.slice(1)}`}. \`npm run preview\` says what they must be.`,
      },
    ];
  });
}

function footer({ url }: PlanSource): Section {
  return {
    content: "where the report is",
    markdown: `[Report and log of the run](${url}). This pull request's own code made these figures: read its changes of \`preview/\` and \`infra/policy/\` first.`,
  };
}
