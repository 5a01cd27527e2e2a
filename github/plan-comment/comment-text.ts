import type { PullRequestPlan, SeenStackPlan } from "../pull-request-plan/pull-request-plan.ts";
import { changeSections, protectedSection } from "./change-sections.ts";
import { accessSection, costSection, exemptionSection, findingSection } from "./finding-sections.ts";
import { code, fitSections, type Section } from "./markdown.ts";
import { markerOf, type RunOrder } from "./marker.ts";

/** Where the plan comes from: GitHub's word, not the plan's. */
export interface PlanSource extends RunOrder {
  /** Page of the workflow run, which has the report. */
  readonly url: string;
  /** The commit that GitHub ran the preview for. */
  readonly head: string;
}

/** The comment of a plan. Everything of the plan is a number of ours or in a code span. */
export function commentText(plan: PullRequestPlan, source: PlanSource): string {
  const seen = plan.stacks.filter((stack) => stack.state === "seen");
  const sections = [
    { content: "the totals", markdown: head(plan, source) },
    ...refusedSections(plan),
    ...protectedSection(seen),
    ...findingSection("Broken policy rules", seen, ({ violations }) => violations),
    ...accessSection(seen),
    ...costSection(seen),
    ...findingSection("Advice of the policy pack", seen, ({ advisories }) => advisories),
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
  return `## Preview of ${code(commit.slice(0, 10))}\n\n${against} Offline: no account was asked.\n\n${totals(plan)}`;
}

/** One column a stack. */
function totals({ stacks }: PullRequestPlan): string {
  const seen = (show: (stack: SeenStackPlan) => string) =>
    stacks.map((stack) => (stack.state === "seen" ? show(stack) : "settings refused"));
  const operations = ["create", "update", "replace", "delete"] as const;
  const rows: [string, string[]][] = [
    ...operations.map((operation): [string, string[]] => [operation, seen((stack) => countOf(stack, operation))]),
    ["resources afterwards", seen(({ resources }) => String(resources))],
    ["broken policy rules", seen(({ violations }) => strongUnlessZero(violations.length))],
    ["new ways in", seen(({ newAccess }) => (newAccess === null ? "?" : strongUnlessZero(newAccess.length)))],
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
    const problems = `${stack.problems} ${stack.problems === 1 ? "problem" : "problems"}`;
    return [
      {
        content: `the settings of ${stack.stack}`,
        markdown: `**The settings of ${code(stack.stack)} are refused**, ${problems}${settings}. \`npm run preview\` says what they must be.`,
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
