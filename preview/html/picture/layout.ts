// Computes where everything in the picture is, by ELK. It runs here, so that the page holds the result and no engine.
import ElkModule, { type ElkExtendedEdge, type ElkNode } from "elkjs/lib/elk.bundled.js";
import type { Architecture } from "../../model/architecture/architecture.ts";
import type { Arrow } from "../../model/architecture/arrows.ts";
import type { Box } from "../../model/architecture/boxes.ts";
import type { PictureContext } from "./picture-context.ts";
import { serviceRows } from "./service-rows.ts";
import { ARROW_LABEL, BOX, SERVICES, TIER } from "./sizes.ts";
import { fitLines, textWidth } from "./text-width.ts";

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface ArrowRoute {
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly label: Rectangle & { readonly lines: readonly string[] };
}

/** All coordinates are absolute, in pixels. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  /** By key: of boxes, tiers and outside ranges; "account", "vpc" and "services". */
  readonly places: ReadonlyMap<string, Rectangle>;
  readonly routes: ReadonlyMap<string, ArrowRoute>;
}

const HIERARCHY = {
  "elk.algorithm": "layered",
  "elk.direction": "DOWN",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  // An arrow of its own for each rule, also where it crosses the border of a box.
  "elk.layered.mergeHierarchyEdges": "false",
  "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
  "elk.layered.spacing.nodeNodeBetweenLayers": "26",
  "elk.layered.spacing.edgeNodeBetweenLayers": "14",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "10",
  "elk.spacing.nodeNode": "18",
  "elk.spacing.edgeNode": "14",
  "elk.spacing.edgeEdge": "12",
  "elk.spacing.edgeLabel": "3",
  "elk.edgeLabels.inline": "false",
  "elk.layered.crossingMinimization.semiInteractive": "true",
};

const padding = (top: number, side: number, bottom = side) => `[top=${top},left=${side},bottom=${bottom},right=${side}]`;

/**
 * ELK 0.12 knows the order of the model for the outermost graph only: inside of a node it reads a property there that its importer
 * does not set, and fails. There, `elk.position` keeps the order.
 */
const MODEL_ORDER = { "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES" };

/** Keeps the order of nodes beside each other. */
const inOrder = (index: number) => ({ "elk.position": `(${index * 1000},0)` });

/**
 * Lays out a stack's picture.
 *
 * @param changeOf what happens to an arrow, which its label says
 */
export async function layOut(
  architecture: Architecture,
  changeOf: PictureContext["changeOf"] = () => undefined,
): Promise<Layout> {
  const { boxes, tiers, outside, arrows } = architecture;
  const inTier = (key: string) => boxes.filter(({ tier }) => tier === key).map(boxNode);
  const vpc: ElkNode = {
    id: "vpc",
    layoutOptions: { ...HIERARCHY, "elk.padding": padding(36, 16) },
    children: [
      ...outside.filter(({ detail, direction }) => isOfVpc(detail, architecture) && direction === "in").map(outsideNode),
      ...tiers.map((tier, index) => ({
        id: tier.key,
        layoutOptions: {
          ...HIERARCHY,
          ...inOrder(index),
          "elk.padding": padding(TIER.head + (tier.subnets.some(({ holds }) => holds.length > 0) ? TIER.chip : 0), 16),
          "elk.nodeSize.constraints": "MINIMUM_SIZE",
          // ELK lays out downwards by turning everything, but not this size.
          "elk.nodeSize.minimum": `(${TIER.head + 60},${tier.subnets.length * TIER.zone})`,
        },
        children: inTier(tier.key),
      })),
      ...boxes.filter(({ tier, kind }) => tier === undefined && kind !== "bucket").map(boxNode),
    ],
  };
  const account: ElkNode = {
    id: "account",
    layoutOptions: { ...HIERARCHY, "elk.padding": padding(40, 18) },
    children: [
      vpc,
      {
        id: "services",
        width: SERVICES.width,
        height: Math.max(...serviceRows(architecture).map(({ top, height }) => top + height), SERVICES.head) + 8,
        layoutOptions: { "elk.alignment": "TOP" },
      },
      ...boxes.filter(({ kind }) => kind === "bucket").map(boxNode),
    ],
  };
  const elsewhere = outside.filter(({ detail }) => !isOfVpc(detail, architecture));
  const graph: ElkNode = {
    id: "root",
    layoutOptions: { ...HIERARCHY, "elk.padding": padding(6, 6), ...MODEL_ORDER },
    children: [
      ...elsewhere.filter(({ direction }) => direction === "in").map(outsideNode),
      account,
      ...elsewhere.filter(({ direction }) => direction === "out").map(outsideNode),
    ],
    edges: arrows.map((arrow) => arrowEdge(arrow, labelLines(arrow, changeOf(arrow.key)))),
  };
  const labels = new Map(arrows.map((arrow) => [arrow.key, labelLines(arrow, changeOf(arrow.key))]));
  return absolute(await new ElkModule.default().layout(graph), labels);
}

/** A range inside the VPC is drawn there. */
function isOfVpc(range: string, { vpc }: Architecture): boolean {
  return vpc.detail === range;
}

function boxNode(box: Box, index: number): ElkNode {
  return { id: box.key, ...boxSize(box), layoutOptions: inOrder(index) };
}

function outsideNode({ key, title, detail }: { key: string; title: string; detail: string }): ElkNode {
  return { id: key, width: Math.max(textWidth(title, 13, true), textWidth(detail, 11)) + 36, height: 46 };
}

/** Title, lines, zones, spread and badges below each other. */
export function boxSize(box: Box): { width: number; height: number } {
  const texts = boxLines(box).length;
  const chips = box.zones.length > 0 || box.badges.length > 0 ? BOX.chip : 0;
  return { width: BOX.width, height: BOX.head + texts * BOX.line + chips + BOX.foot };
}

export function boxLines(box: Box): string[] {
  return [...box.lines, box.spread].flatMap((line) => fitLines(line, BOX.width - 2 * BOX.side, BOX.text, 2));
}

function arrowEdge(arrow: Arrow, lines: readonly string[]): ElkExtendedEdge {
  const width = Math.max(...lines.map((line, index) => textWidth(line, ARROW_LABEL.text, index === 0))) + 6;
  return {
    id: arrow.key,
    sources: [arrow.from],
    targets: [arrow.to],
    labels: [{ text: lines.join("\n"), width, height: lines.length * ARROW_LABEL.line }],
  };
}

function labelLines({ port, because }: Arrow, change: string | undefined): string[] {
  return [change === undefined ? port : `${port} (${change})`, ...fitLines(because, ARROW_LABEL.width, ARROW_LABEL.text, 2)];
}

/** ELK's coordinates are relative to the node that contains them; those of an edge, to the node that contains both ends. */
function absolute(root: ElkNode, labels: ReadonlyMap<string, readonly string[]>): Layout {
  const places = new Map<string, Rectangle>();
  const visit = (node: ElkNode, left: number, top: number) => {
    const place = { x: left + (node.x ?? 0), y: top + (node.y ?? 0), width: node.width ?? 0, height: node.height ?? 0 };
    places.set(node.id, place);
    for (const child of node.children ?? []) visit(child, place.x, place.y);
  };
  visit(root, 0, 0);
  const routes = new Map<string, ArrowRoute>();
  for (const edge of (root.edges ?? []) as (ElkExtendedEdge & { container?: string })[]) {
    const base = places.get(edge.container ?? "root") ?? { x: 0, y: 0 };
    const points = (edge.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [
      startPoint,
      ...bendPoints,
      endPoint,
    ]);
    const [label] = edge.labels ?? [];
    const lines = labels.get(edge.id);
    if (lines === undefined) continue;
    routes.set(edge.id, {
      points: points.map(({ x, y }) => ({ x: x + base.x, y: y + base.y })),
      label: {
        x: base.x + (label?.x ?? 0),
        y: base.y + (label?.y ?? 0),
        width: label?.width ?? 0,
        height: label?.height ?? 0,
        lines,
      },
    });
  }
  return { width: root.width ?? 0, height: root.height ?? 0, places, routes };
}
