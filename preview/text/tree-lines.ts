import type { TreeNode } from "../model/tree.ts";
import { hanging, type Line, length } from "./lines.ts";

/** The tree without its root, which is the stack itself. */
export function treeLines({ children }: TreeNode, width: number): Line[] {
  return branches(children, "  ", width);
}

function branches(nodes: readonly TreeNode[], before: string, width: number): Line[] {
  return nodes.flatMap((node, index) => {
    const last = index === nodes.length - 1;
    const below = before + (last ? "   " : "│  ");
    return [...nodeLines(node, before + (last ? "└─ " : "├─ "), below, width), ...branches(node.children, below, width)];
  });
}

function nodeLines(node: TreeNode, branch: string, below: string, width: number): Line[] {
  const head: Line = [
    { text: branch, look: "dim" },
    { text: node.label },
    ...(node.name === undefined ? [] : [{ text: ` ${node.name}`, look: "bold" as const }]),
    ...(node.protected ? [{ text: " [protected]", look: "green" as const }] : []),
  ];
  // The stem of the branches below continues beside the text.
  const stem: Line = [{ text: node.children.length > 0 ? `${below}│  ` : `${below}   `, look: "dim" }];
  const described = node.detail === undefined ? [head] : continued([...head, { text: "  " }], node.detail, stem, width);
  if (node.with === undefined) return described;
  const [first = []] = described;
  const words = `with ${node.with}`;
  if (described.length === 1 && length(first) + 2 + words.length <= width)
    return [[...first, { text: `  ${words}`, look: "dim" }]];
  return [...described, ...continued(stem, words, stem, width, "dim")];
}

function continued(first: Line, text: string, stem: Line, width: number, look?: "dim"): Line[] {
  const [top = [], ...others] = hanging(first, text, width, look);
  if (others.length === 0) return [top];
  // Later lines begin beside the stem, not below the text, which may begin far to the right.
  const shown = (top.at(-1)?.text ?? "").length;
  const rest = text.slice(shown).trimStart();
  return [
    top,
    ...hanging(stem, rest, width, look).flatMap((line, index) => (index === 0 ? [line] : [[...stem, ...line.slice(1)]])),
  ];
}
