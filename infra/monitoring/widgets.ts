import type * as pulumi from "@pulumi/pulumi";

type Text = pulumi.Input<string>;

/** One line of a graph: namespace, metric, dimensions in pairs, and how it is drawn. */
export type Line = readonly [...(readonly Text[]), { readonly stat: string; readonly label: string }];

/** A graph: its title, its lines, and the end of the axis where it is known, such as 100 for percent. */
export interface Graph {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly max?: number;
}

/** Graphs side by side below a title, at most {@link GRAPHS_IN_A_ROW} of them. */
export interface Row {
  readonly title: string;
  readonly graphs: readonly Graph[];
}

/** A dashboard is 24 units wide. */
const WIDTH = 24;
const GRAPHS_IN_A_ROW = 4;
const HEIGHTS = { alarms: 6, title: 1, graph: 5 } as const;

/** The widgets of a dashboard: all alarms on top, then row by row. */
export function widgets(region: string, alarmArns: readonly Text[], rows: readonly Row[]) {
  const width = WIDTH / GRAPHS_IN_A_ROW;
  const alarms = {
    ...{ type: "alarm", x: 0, y: 0, width: WIDTH, height: HEIGHTS.alarms },
    properties: { title: "Alarms", alarms: alarmArns, sortBy: "stateUpdatedTimestamp" },
  };
  const below = rows.flatMap(({ title, graphs }, row) => {
    const y = HEIGHTS.alarms + row * (HEIGHTS.title + HEIGHTS.graph);
    const heading = { type: "text", x: 0, y, width: WIDTH, height: HEIGHTS.title, properties: { markdown: `## ${title}` } };
    return [
      heading,
      ...graphs.map((graph, column) => ({
        ...{ type: "metric", x: column * width, y: y + HEIGHTS.title, width, height: HEIGHTS.graph },
        properties: {
          ...{ title: graph.title, region, view: "timeSeries", stacked: false, period: 60, metrics: graph.lines },
          yAxis: { left: { min: 0, ...(graph.max === undefined ? {} : { max: graph.max }) } },
        },
      })),
    ];
  });
  return [alarms, ...below];
}
