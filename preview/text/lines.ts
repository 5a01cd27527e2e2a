// Lays out plain text in lines. Colours are added later, so that they never count as width.

/** A piece of a line and its style. */
export interface Piece {
  readonly text: string;
  readonly look?: Look | undefined;
}

export type Look = "bold" | "dim" | "cyan" | "green" | "yellow" | "red";
export type Line = readonly Piece[];

/** Breaks text at spaces. A word that is too long has a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** `first` and then `text`, with a hanging indent: later lines of `text` begin where its first line began. */
export function hanging(first: Line, text: string, width: number, look?: Look, hang = length(first)): Line[] {
  const broken = wrap(text, Math.max(width - hang, 20));
  return broken.map((part, index) => [...(index === 0 ? first : [{ text: " ".repeat(hang) }]), { text: part, look }]);
}

export function length(line: Line): number {
  return line.reduce((sum, { text }) => sum + text.length, 0);
}
