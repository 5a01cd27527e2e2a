import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, sep } from "node:path";
import { ROOT } from "./root.ts";

/** Finds the node of a file. Undefined: the file is outside of the picture. */
type NodeOf = (file: string) => string | undefined;

/** A Mermaid picture of who imports whom in the whole project, folder by folder. Tests and documents are left out. */
export function houseDiagram(): string {
  return diagram((file) => {
    const [top = "", second = ""] = file.split("/");
    if (/^relay-service\/src\/contract(\.ts|\/)/.test(file)) return "relay-service/src/contract";
    if (top === "relay-service" || top === "preview") return top;
    return ["stacks", "infra", "operate"].includes(top) ? `${top}/${second.includes(".") ? "*.ts" : second}` : undefined;
  });
}

/** The same of the relay: the folders of its service, its client, and what is built of both. */
export function relayDiagram(): string {
  return diagram((file) => {
    const [top, part = "", folder = ""] = file.split("/");
    if (top !== "relay-service" || part.includes(".")) return undefined;
    if (part !== "src") return part;
    return folder.includes(".") ? (folder.startsWith("contract") ? "src/contract" : "src/*.ts") : `src/${folder}`;
  });
}

function diagram(nodeOf: NodeOf): string {
  const edges = new Set<string>();
  const nodes = new Set<string>();
  for (const file of sources()) {
    const from = nodeOf(file);
    if (from === undefined) continue;
    nodes.add(from);
    for (const imported of importsOf(file)) {
      const to = nodeOf(imported);
      if (to !== undefined && to !== from) edges.add(`${from} ${to}`);
    }
  }
  const shown = withoutDetours(edges);
  const id = (node: string) => node.replaceAll(/\W/g, "_");
  const arrows = [...shown].sort().flatMap((edge) => {
    const [from = "", to = ""] = edge.split(" ");
    const isMutual = shown.has(`${to} ${from}`);
    return isMutual && from > to ? [] : [`  ${id(from)} ${isMutual ? "<-->" : "-->"} ${id(to)}`];
  });
  const boxes = Object.entries(Object.groupBy([...nodes].sort(), topOf)).flatMap(([top, all = []]) => {
    const lines = all.map((node) => `  ${id(node)}["${node}"]`);
    return all.length === 1 ? lines : [`  subgraph in_${id(top)}["${top}/"]`, ...lines.map((line) => `  ${line}`), "  end"];
  });
  return ["```mermaid", "graph TD", ...boxes, ...arrows, "```"].join("\n");
}

/** The folder at the top of a node's path. */
function topOf(node: string): string {
  return node.replace(/\/.*/, "");
}

/** True for the files right in a folder at the top: arrows to them are shown, as they are what the folder is known by. */
function isTop(node: string): boolean {
  return !node.includes("/") || node.endsWith("/*.ts");
}

/**
 * The edges that no way over other nodes replaces, so that the picture can be read. Two nodes that import each other keep theirs, and
 * so does every node that imports the files right in a folder at the top.
 */
function withoutDetours(edges: ReadonlySet<string>): ReadonlySet<string> {
  const left = new Set(edges);
  for (const edge of [...edges].sort()) {
    const [from = "", to = ""] = edge.split(" ");
    if (edges.has(`${to} ${from}`) || isTop(to)) continue;
    left.delete(edge);
    if (!isReached(from, to, left)) left.add(edge);
  }
  return left;
}

function isReached(from: string, to: string, edges: ReadonlySet<string>): boolean {
  const seen = new Set<string>();
  const waiting = [from];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node === to) return true;
    if (seen.has(node)) continue;
    seen.add(node);
    waiting.push(...[...edges].filter((edge) => edge.startsWith(`${node} `)).map((edge) => edge.slice(node.length + 1)));
  }
  return false;
}

function sources(): string[] {
  return readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !/^(\.|node_modules$|tests$|docs$)/.test(entry.name))
    .flatMap(({ name }) => readdirSync(join(ROOT, name), { recursive: true, encoding: "utf8" }).map((file) => join(name, file)))
    .map((file) => file.replaceAll(sep, "/"))
    .filter((file) => /\.m?[jt]s$/.test(file) && !/\/(node_modules|dist)\//.test(file));
}

/** What a file imports by a relative path, types included. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(/(?:\bfrom|\bimport\(?)\s*"(\.{1,2}\/[^"]+)"/g)].map(([, path = ""]) =>
    normalize(join(dirname(file), path)).replaceAll(sep, "/"),
  );
}
