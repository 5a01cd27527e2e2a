/** A text without characters that a terminal would obey, as a file, AWS or a server may hold any. Line breaks stay. */
export function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, "?");
}
