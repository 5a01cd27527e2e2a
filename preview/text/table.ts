import { hanging, type Line, type Look, length } from "./lines.ts";

export type Row = readonly [first: Line, last: string, look?: Look | undefined];

/** Rows of a table whose last column wraps. */
export function table(rows: readonly Row[], width: number): Line[] {
  const first = Math.min(Math.floor(width * 0.6), Math.max(...rows.map(([line]) => length(line))));
  return rows.flatMap(([line, last, look]) => {
    const gap = " ".repeat(Math.max(0, first - length(line)) + 2);
    return hanging([{ text: "  " }, ...line, { text: gap }], last, width, look, first + 4);
  });
}
