/** A text without characters that a terminal would obey: what a file, AWS or a server says may hold anything. Line breaks stay. */
export function printable(text: string): string {
  return text.replace(/[^\P{C}\n]/gu, "?");
}
