// Estimates how wide text will be, as Node has no fonts. Text that is too wide in a reader's font would leave its box.

/** Advance widths of Helvetica and Arial in thousandths of the font size, for what is not of average width. */
const NARROW = new Map<string, number>([
  ..."ijl'|".split("").map((letter) => [letter, 230] as const),
  ..."ft.,:;![]()/ Ir-·".split("").map((letter) => [letter, 310] as const),
  ..."szcJkvxy".split("").map((letter) => [letter, 500] as const),
  ..."mM".split("").map((letter) => [letter, 850] as const),
  ..."W@%–—→".split("").map((letter) => [letter, 1000] as const),
]);
const AVERAGE = 556;
const CAPITAL = 710;
/** Room for fonts that are wider, such as DejaVu Sans and Verdana. */
const WIDEST = 1.17;

/** The most that text takes, in pixels. */
export function textWidth(text: string, size: number, bold = false): number {
  let sum = 0;
  for (const letter of text) sum += NARROW.get(letter) ?? (/[A-Z]/.test(letter) ? CAPITAL : letter > "\u2e80" ? 1000 : AVERAGE);
  return Math.ceil((sum / 1000) * size * WIDEST * (bold ? 1.07 : 1));
}

/** Breaks text at spaces so that each line fits; a single word that is too long is cut with "…". At most `most` lines. */
export function fitLines(text: string, width: number, size: number, most: number, bold = false): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && textWidth(`${last} ${word}`, size, bold) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const kept = lines.slice(0, most);
  return kept.map((line, index) => fitLine(index === most - 1 && lines.length > most ? `${line} …` : line, width, size, bold));
}

/** One line, cut with "…" where it is too long. */
export function fitLine(line: string, width: number, size: number, bold = false): string {
  if (textWidth(line, size, bold) <= width) return line;
  const letters = [...line.replace(/ ?…$/, "")];
  while (letters.length > 1 && textWidth(`${letters.join("")}…`, size, bold) > width) letters.pop();
  return `${letters.join("")}…`;
}
