import { code, type Section } from "../api/markdown.ts";
import { OPERATIONS, type Operation, type PlannedChange, type SeenStackPlan } from "../pull-request-plan/pull-request-plan.ts";

/** More of them nobody reads in a comment. The totals count them all. */
const MAX_PROTECTED_LINES = 50;

const DONE: Readonly<Record<Operation, string>> = {
  create: "created",
  update: "updated",
  replace: "replaced",
  delete: "deleted",
};

/** Replacements and deletions of what is protected or holds data: what a reviewer must not miss. */
export function protectedSection(stacks: readonly SeenStackPlan[]): Section[] {
  const found = stacks.flatMap(({ stack, changes }) => lossesOf(changes).map((change) => ({ stack, change })));
  if (found.length === 0) return [];
  const lines = found.map(
    ({ stack, change }) => `- **${subject(change)} in ${code(stack)} is ${DONE[change.operation]}**${causes(change)}`,
  );
  const more = lines.length - MAX_PROTECTED_LINES;
  const shown = [...lines.slice(0, MAX_PROTECTED_LINES), ...(more > 0 ? [`- **and ${more} more**`] : [])];
  const kept = found.some(({ change }) => change.protected) ? "\n\nPulumi refuses to replace or delete what is protected." : "";
  return [
    {
      content: "replaced and deleted data",
      markdown: `### :warning: Data is replaced or deleted\n\n${shown.join("\n")}${kept}`,
    },
  ];
}

/** Changes that lose data or remove what is protected. */
export function lossesOf(changes: SeenStackPlan["changes"]): PlannedChange[] {
  return (changes ?? []).filter(
    ({ operation, holdsData, ...change }) =>
      (operation === "replace" || operation === "delete") && (change.protected || holdsData),
  );
}

/** One section for each operation of each stack, the dangerous ones first. */
export function changeSections(stacks: readonly SeenStackPlan[]): Section[] {
  return OPERATIONS.flatMap((operation) =>
    stacks.flatMap(({ stack, changes }) => {
      const found = (changes ?? []).filter((change) => change.operation === operation);
      return found.length === 0 ? [] : [section(stack, operation, found)];
    }),
  );
}

function section(stack: string, operation: Operation, changes: readonly PlannedChange[]): Section {
  const lines = changes.map((change) => `- ${subject(change)}${operation === "create" ? "" : causes(change)}`);
  const title = `${changes.length} ${DONE[operation]} in ${stack}`;
  return {
    content: title,
    markdown: `<details><summary>${title}</summary>\n\n${lines.join("\n")}\n\n</details>`,
  };
}

function subject({ name, type, holdsData, ...change }: PlannedChange): string {
  const facts = [...(change.protected ? ["protected"] : []), ...(holdsData ? ["holds data"] : [])];
  return `${code(name)} (${code(type)}${facts.map((fact) => `, ${fact}`).join("")})`;
}

function causes({ because }: PlannedChange): string {
  if (because.length === 0) return "";
  const [first, ...more] = because.slice(0, 10).map(code);
  const rest = because.length > 10 ? ` and ${because.length - 10} more` : "";
  return `, because of ${[first, ...more].join(", ")}${rest}`;
}
