/** A place in the file. Both count from 1; a column is a UTF-16 code unit, as editors count. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface FileProblem {
  readonly at: Position;
  /** A sentence without its subject or a whole one, without a full stop. Nothing of the file is in it. */
  readonly problem: string;
}

/**
 * A secrets file cannot be imported. A problem says where and why, and quotes nothing of the file, names included: in a damaged file a
 * password may stand where a name should.
 */
export class FileRefused extends Error {
  override readonly name = "FileRefused";
  readonly problems: readonly FileProblem[];

  constructor(problems: readonly FileProblem[]) {
    super(linesOf(problems).join("\n"));
    this.problems = problems;
  }
}

/** A line for each kind of problem: the file of another product has the same one in each of its lines. */
function linesOf(problems: readonly FileProblem[]): string[] {
  return [...Map.groupBy(problems, ({ problem }) => problem)].map(([problem, places]) => {
    const { line, column } = (places[0] as FileProblem).at;
    const others = places.length > 1 ? `, and ${places.length - 1} more until line ${places.at(-1)?.at.line}` : "";
    return `line ${line}, column ${column}${others}: ${problem}`;
  });
}

/** Says where the character with an index is. Finds the lines of the text once, as a file may have as many lines as characters. */
export function positionsIn(text: string): (index: number) => Position {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|\r|\n/g), ({ 0: end, index }) => index + end.length)];
  return (index) => {
    let [first, last] = [0, starts.length - 1];
    while (first < last) {
      const middle = Math.ceil((first + last) / 2);
      if ((starts[middle] as number) <= index) first = middle;
      else last = middle - 1;
    }
    return { line: first + 1, column: Math.max(0, index - (starts[first] as number)) + 1 };
  };
}
