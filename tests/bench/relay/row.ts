/** One line of the result. */
export interface Row {
  readonly what: string;
  readonly relay: string;
  /** Empty where nothing is compared. */
  readonly nginx?: string;
  /** The figure that the gate limits; the lowest and the highest of the rounds if there were several. */
  readonly value: number;
  readonly range?: readonly [number, number];
  /** Absent for rows that only inform. */
  readonly gate?: { readonly least: number } | { readonly most: number };
  /** A figure beyond twice its gate is no slow machine but a fault. */
  readonly isMemory?: true;
}

export function missed({ value, gate }: Row): boolean {
  if (gate === undefined) return false;
  return "least" in gate ? !(value >= gate.least) : !(value <= gate.most);
}

/** Whether memory is so far beyond its gate that something must be wrong. */
export function isFault({ value, gate, isMemory }: Row): boolean {
  return isMemory === true && gate !== undefined && "most" in gate && !(value <= 2 * gate.most);
}

/** The median of several rounds, and their spread. */
export function spread(values: readonly number[]): { value: number; range: readonly [number, number] } {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const value = ((sorted[Math.ceil(middle) - 1] as number) + (sorted[Math.floor(middle)] as number)) / 2;
  return { value, range: [sorted[0] as number, sorted.at(-1) as number] };
}

export function printRows(rows: readonly Row[]): void {
  const shown = (value: number) => (value >= 10 ? value.toFixed(0) : value.toFixed(2));
  const lines = rows.map((row) => {
    const gate = row.gate === undefined ? "" : "least" in row.gate ? `>= ${row.gate.least}` : `<= ${row.gate.most}`;
    const range = row.range && row.range[0] !== row.range[1] ? `${shown(row.range[0])} - ${shown(row.range[1])}` : "";
    const verdict = row.gate === undefined ? "" : missed(row) ? "MISSED" : "ok";
    return [row.what, row.relay, row.nginx ?? "", shown(row.value), range, gate, verdict];
  });
  const table = [["what", "relay", "nginx", "figure", "rounds", "gate", "verdict"], ...lines];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((line) => (line[column] ?? "").length))) ?? [];
  for (const line of table)
    console.log(
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    );
}
