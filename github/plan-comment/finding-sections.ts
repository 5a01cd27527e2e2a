import { code, type Section } from "../api/markdown.ts";
import type { NewAccess, PlanFinding, SeenStackPlan } from "../pull-request-plan/pull-request-plan.ts";

const FROM: Readonly<Record<NewAccess["from"], string>> = {
  internet: "**every address of the internet**",
  addresses: "a range of addresses or a prefix list",
  bucket: "anybody without credentials, to objects of a bucket",
};

/** Types of resources that allow access. Their changes say which rule does it. */
const OPENING = /(securityGroup|bucketPolicy|BucketPolicy)/;

export function accessSection(stacks: readonly SeenStackPlan[]): Section[] {
  const lines = stacks.flatMap(({ stack, newAccess, changes }) => {
    const ways = countEqual((newAccess ?? []).map((access) => `${FROM[access.from]}${toPort(access)}`));
    const rules = (changes ?? []).filter(({ type, operation }) => operation !== "delete" && OPENING.test(type));
    const from = rules.slice(0, 10).map(({ name }) => code(name));
    const by =
      from.length === 0 ? "" : ` Changed rules and policies: ${from.join(", ")}${rules.length > 10 ? " and others" : ""}.`;
    return ways.length === 0 ? [] : [`- ${code(stack)}: ${ways.join("; ")}.${by}`];
  });
  return section("New access from outside", lines);
}

export function costSection(stacks: readonly SeenStackPlan[]): Section[] {
  const lines = stacks.flatMap(({ stack, cost }) => {
    if (cost === null) return [];
    const { fixed, byUse, unpriced, before } = cost;
    const open = unpriced === 0 ? "" : `; ${unpriced} without a known price`;
    return [
      `- ${code(stack)}: ${dollars(fixed)} fixed${change(fixed, before?.fixed)}, ${dollars(byUse)} by use${change(byUse, before?.byUse)}${open}`,
    ];
  });
  return section("Cost a month, partly estimated", lines);
}

export function findingSection(
  title: string,
  note: string,
  stacks: readonly SeenStackPlan[],
  findingsOf: (stack: SeenStackPlan) => readonly PlanFinding[],
): Section[] {
  const lines = stacks.flatMap((stack) =>
    findingsOf(stack).map(({ rule, type, name }) => `- ${code(rule)}: ${code(name)} (${code(type)}) in ${code(stack.stack)}`),
  );
  return section(title, lines, note);
}

export function exemptionSection(stacks: readonly SeenStackPlan[]): Section[] {
  const lines = stacks.flatMap(({ stack, exemptions }) =>
    exemptions.map(
      ({ rule, name, reason, until }) => `- ${code(rule)} for ${code(name)} in ${code(stack)} until ${until}: ${code(reason)}`,
    ),
  );
  return section("Accepted findings of the policy pack", lines);
}

function section(title: string, lines: readonly string[], note = ""): Section[] {
  if (lines.length === 0) return [];
  return [{ content: title.toLowerCase(), markdown: `### ${title}\n\n${lines.join("\n")}${note === "" ? "" : `\n\n${note}`}` }];
}

function countEqual(texts: readonly string[]): string[] {
  return [...new Set(texts)].map((text) => {
    const count = texts.filter((one) => one === text).length;
    return count === 1 ? text : `${text} (${count} rules)`;
  });
}

const toPort = ({ port }: NewAccess) => (port === null ? "" : ` to ${/^\d/.test(port) ? `port ${port}` : port}`);

const dollars = (amount: number) => `${Math.round(amount).toLocaleString("en-US")} USD`;

function change(now: number, before: number | undefined): string {
  if (before === undefined) return "";
  const difference = Math.round(now) - Math.round(before);
  if (difference === 0) return " (unchanged)";
  return ` (**${difference > 0 ? "+" : "−"}${Math.abs(difference).toLocaleString("en-US")}**)`;
}
