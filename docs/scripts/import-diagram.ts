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
    return ["stacks", "infra", "operate"].includes(top) ? (second.includes(".") ? top : `${top}/${second}`) : undefined;
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
  const lines = [...shown].sort().flatMap((edge) => {
    const [from = "", to = ""] = edge.split(" ");
    const isMutual = shown.has(`${to} ${from}`);
    return isMutual && from > to ? [] : [`  ${id(from)} ${isMutual ? "<-->" : "-->"} ${id(to)}`];
  });
  return ["```mermaid", "graph TD", ...[...nodes].sort().map((node) => `  ${id(node)}["${node}"]`), ...lines, "```"].join("\n");
}

/** The edges that no way over other nodes replaces, so that the picture can be read. Two nodes that import each other keep theirs. */
function withoutDetours(edges: ReadonlySet<string>): ReadonlySet<string> {
  const left = new Set(edges);
  for (const edge of [...edges].sort()) {
    const [from = "", to = ""] = edge.split(" ");
    if (edges.has(`${to} ${from}`)) continue;
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
